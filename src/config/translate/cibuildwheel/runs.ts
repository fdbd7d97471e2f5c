/** Where the CI of a project calls cibuildwheel, and how. */

import { isTrial, trial, type CiStep, type CiValue, type Machine } from "../ci/step.ts";
import { Unknown } from "../ci/expression.ts";
import type { Ledger, Setting } from "../setting.ts";
import { shellCommands, shellWords } from "../words.ts";
import type { CibuildwheelConfig } from "./config.ts";
import type { Generation } from "./identifiers.ts";
import { optionOf, optionOfVariable } from "./options.ts";
import type { Run } from "./run.ts";

export interface RunsInput {
  readonly steps: readonly CiStep[];
  /** The configuration for a path, that of pyproject.toml where it is `undefined`; `undefined`: there is no such file. */
  readonly configFor: (path: string | undefined) => CibuildwheelConfig | undefined;
  /** Is it the folder of the project for which the configuration is made, as far as can be told? */
  readonly isOurs: (folder: string) => boolean;
  readonly ledger: Ledger;
}

/** The runs of the CI files; a step whose machine only a run would tell stands for one machine of each system. */
export function findRuns(input: RunsInput): readonly Run[] {
  const { steps, ledger } = input;
  const calls = steps.map((step) => ({ step, call: callOf(step) }));
  const building = calls.flatMap(({ step, call }) => (call ? [step] : []));
  return calls.flatMap(({ step, call }) =>
    call ? runsOf(step, call, building, input) : leaveScript(step, ledger),
  );
}

function runsOf(step: CiStep, call: Call, building: readonly CiStep[], input: RunsInput): readonly Run[] {
  const { configFor, isOurs, ledger } = input;
  if (call.folder !== undefined && !isOurs(call.folder)) {
    const why = "it is another project; run `wheelway init` in its folder";
    ledger.leave([{ name: "cibuildwheel", value: call.folder, where: step.where }], why);
    return [];
  }
  const config = configFor(call.configFile) ?? configFor(undefined);
  if (call.configFile !== undefined && !configFor(call.configFile)) {
    const setting = { name: "config-file", value: call.configFile, where: step.where };
    ledger.leave([setting], "there is no such file");
  }
  if (!config) return [];
  noteVariables(step, ledger);
  const machines = machinesOf(step, call, ledger);
  if (machines.length > 0 && isTrial(step, building)) {
    ledger.idle(variables(step), trial);
    return [];
  }
  const env = withArguments(step, call);
  const generation = generationOf(step.version ?? call.version);
  return machines.map((machine) => ({
    where: step.where,
    machine,
    generation,
    config,
    env,
    only: call.only,
  }));
}

interface Call {
  readonly folder: string | undefined;
  readonly configFile: string | undefined;
  readonly only: CiValue | undefined;
  readonly archs: string | undefined;
  readonly platform: string | undefined;
  readonly version: string | undefined;
}

function callOf(step: CiStep): Call | undefined {
  if (step.action === "pypa/cibuildwheel") {
    const input = (name: string) => {
      const value = step.inputs.get(name)?.value;
      return typeof value === "string" && value !== "" ? value : undefined;
    };
    const only = step.inputs.get("only");
    return {
      folder: input("package-dir"),
      configFile: input("config-file")?.replace(/^\{package\}\//, ""),
      only: only?.value === "" ? undefined : only,
      archs: undefined,
      platform: undefined,
      version: undefined,
    };
  }
  const script = step.script?.value;
  if (typeof script !== "string" || !script.includes("cibuildwheel")) return undefined;
  const version = /cibuildwheel(?:\[\w+\])?[=~@]=?(\d[\d.]*)/.exec(script)?.[1];
  for (const command of shellCommands(script)) {
    const words = shellWords(command).map(({ text }) => text);
    const at = words.findIndex((word) => /(^|\/)cibuildwheel(?:[=@]=?[\d.]+)?$/.test(word));
    if (at < 0 || words.includes("install") || words.includes("--print-build-identifiers")) continue;
    return { ...argumentsOf(words.slice(at + 1), step), version };
  }
  return undefined;
}

const flags = new Set(["--allow-empty", "--debug-traceback", "--clean-cache"]);

function argumentsOf(words: readonly string[], step: CiStep): Omit<Call, "version"> {
  const options = new Map<string, string>();
  let folder: string | undefined;
  for (let index = 0; index < words.length; index++) {
    const [name = "", value] = (words[index] ?? "").split("=");
    if (!name.startsWith("-")) folder = name;
    else if (!flags.has(name)) options.set(name, value ?? words[++index] ?? "");
  }
  const only = options.get("--only");
  const setting: Setting = { name: "cibuildwheel --only", value: only ?? "", where: step.where };
  return {
    folder,
    configFile: options.get("--config-file"),
    only: only === undefined ? undefined : { setting, value: /[$`]/.test(only) ? new Unknown(only) : only },
    archs: options.get("--archs"),
    platform: options.get("--platform"),
  };
}

/** Arguments win over the variables of the same name. */
function withArguments(step: CiStep, { archs }: Call): CiStep["env"] {
  if (archs === undefined) return step.env;
  const setting = { name: "cibuildwheel --archs", value: archs, where: step.where };
  const env = [...step.env].filter(([name]) => !name.startsWith("CIBW_ARCHS"));
  return new Map([...env, ["CIBW_ARCHS", { setting, value: archs }]]);
}

function variables(step: CiStep): readonly Setting[] {
  return [...step.env].flatMap(([name, { setting }]) => (name.startsWith("CIBW_") ? [setting] : []));
}

/** Every `CIBW_*` variable of a run is a setting; some have nothing to become. */
function noteVariables(step: CiStep, ledger: Ledger): void {
  for (const [name, { setting }] of step.env) {
    if (!name.startsWith("CIBW_")) continue;
    ledger.found(setting);
    const option = optionOfVariable(name);
    const kind = option === undefined ? undefined : optionOf(option);
    if (option === undefined || kind === undefined)
      ledger.leave([setting], "it is no variable of cibuildwheel that Wheelway knows");
    else if (typeof kind === "object") ledger.unneeded([setting], kind.unneeded);
    else if (name !== name.toUpperCase())
      ledger.leave([setting], `it has no effect: the variable's name is ${name.toUpperCase()}`);
  }
}

/** Variables that a script sets for later steps: their values are made during the run. */
function leaveScript(step: CiStep, ledger: Ledger): [] {
  const script = step.script;
  const text = typeof script?.value === "string" ? script.value : "";
  if (!text.includes("GITHUB_ENV") && !text.includes("task.setvariable")) return [];
  for (const [, name = ""] of text.matchAll(/\b(CIBW_[A-Za-z0-9_]+)=/g)) {
    const value = `set by a script of job ${step.job}`;
    ledger.leave(
      [{ name, value, where: script?.setting.where ?? step.where }],
      "a script sets it while the job runs",
    );
  }
  return [];
}

export const usualMachines: readonly Machine[] = [
  { system: "linux", architecture: "x86_64" },
  { system: "macos", architecture: "arm64" },
  { system: "windows", architecture: "AMD64" },
];

function machinesOf(step: CiStep, call: Call, ledger: Ledger): readonly Machine[] {
  const variable = step.env.get("CIBW_PLATFORM");
  const named = call.platform ?? (typeof variable?.value === "string" ? variable.value : undefined);
  const only = typeof call.only?.value === "string" ? call.only.value : undefined;
  const wanted = only === undefined ? named : systemOf(only);
  if (wanted === undefined || wanted === "" || wanted === "auto")
    return step.machine ? [step.machine] : usualMachines;
  const machine = usualMachines.find(({ system }) => system === wanted);
  if (!machine) {
    const setting = call.only?.setting ??
      variable?.setting ?? { name: "--platform", value: wanted, where: step.where };
    const told = only === undefined ? setting : { ...setting, name: `${setting.name} = ${only}` };
    const why = `Wheelway builds no wheels for ${wanted}`;
    ledger.leave([told], why);
    ledger.idle(variables(step), why);
    return [];
  }
  // Linux wheels are built in containers wherever cibuildwheel runs.
  return [step.machine?.system === wanted ? step.machine : machine];
}

function systemOf(identifier: string): string {
  const name = identifier.slice(identifier.indexOf("-") + 1);
  if (/^(many|musl)linux/.test(name)) return "linux";
  if (name.startsWith("macosx")) return "macos";
  return name.startsWith("win") ? "windows" : (name.split("_", 1)[0] ?? "");
}

/** The newest where the version is not told. */
function generationOf(version: string | undefined): Generation {
  const [major = Infinity, minor = 0] = (/\d+(\.\d+)?/.exec(version ?? "")?.[0] ?? "")
    .split(".")
    .filter(Boolean)
    .map(Number);
  if (major < 4) return major === 3 ? 3 : 2;
  return major === 4 && minor < 2 ? 4 : 4.2;
}
