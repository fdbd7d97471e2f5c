/** maturin's builds -> targets: Pythons and platforms, toolchain, build arguments and environment. */

import { knownInterpreters, admits } from "../../python-releases.ts";
import type { Interpreter } from "../../../tags/interpreter.ts";
import { carryPreparation } from "../before.ts";
import type { Unknown } from "../ci/expression.ts";
import { isTrial, trial, type CiStep } from "../ci/step.ts";
import { usualMachines } from "../cibuildwheel/runs.ts";
import { pinnedRust } from "../commands.ts";
import { Draft } from "../draft.ts";
import { carryEnvironment, isForBuilds } from "../environment.ts";
import { usualPythons } from "../pythons.ts";
import { stableRust, toolchainOf } from "../rust.ts";
import type { Ledger } from "../setting.ts";
import type { ProjectView } from "../view.ts";
import { interpreterName, parseArguments, type MaturinArguments } from "./arguments.ts";
import { maturinCalls, type Call } from "./calls.ts";
import { leaveInputs } from "./inputs.ts";
import { platformOf } from "./platform.ts";

/** A draft for each wheel that the steps build. */
export function draftMaturin(steps: readonly CiStep[], view: ProjectView, ledger: Ledger): readonly Draft[] {
  const calls = steps.flatMap(maturinCalls);
  const building = calls.map(({ step }) => step);
  return calls.flatMap((call) => {
    if (!isTrial(call.step, building)) return draftCall(call, { steps, view, ledger });
    // The setting may be that of other rows as well, which are released.
    ledger.idle([call.setting], trial);
    return [];
  });
}

interface Project {
  readonly steps: readonly CiStep[];
  readonly view: ProjectView;
  readonly ledger: Ledger;
}

function draftCall(call: Call, project: Project): readonly Draft[] {
  const { ledger } = project;
  const command = input(call, "command") ?? "build";
  if (!leaveInputs(call, ledger) || !/^(build|publish)$/.test(command)) return [];
  const args = parseArguments(call.words);
  const machines = call.step.machine ? [call.step.machine] : usualMachines;
  return machines.flatMap((machine) => {
    const target = input(call, "target") ?? args.target;
    const policy = args.compatibility ?? input(call, "manylinux");
    const deployment =
      call.variables.get("MACOSX_DEPLOYMENT_TARGET") ?? text(call.step.env.get("MACOSX_DEPLOYMENT_TARGET"));
    const built = platformOf(machine, target, policy, deployment);
    const settings = ["target", "manylinux"].flatMap((name) => call.inputs.get(name)?.setting ?? []);
    if (!built) {
      ledger.leave(
        settings.length > 0 ? settings : [call.setting],
        `Wheelway knows no platform "${target ?? machine.architecture}"`,
      );
      return [];
    }
    ledger.carry([...settings, call.setting], "platforms");
    if (built.doubt !== undefined) ledger.leave(settings.length > 0 ? settings : [call.setting], built.doubt);
    return pythonsOf(call, args, project).map((interpreter) => {
      const draft = new Draft(interpreter, built.platform, {
        where: call.step.where,
        knowsTests: false,
        ledger,
      });
      fillDraft(draft, call, args, project);
      return draft;
    });
  });
}

function fillDraft(draft: Draft, call: Call, args: MaturinArguments, { steps, view }: Project): void {
  const { step, setting } = call;
  for (const { argument, why } of args.left) draft.leave([setting], `${argument}: ${why}`);
  if (args.kept.length > 0)
    draft.set(["build", "config-settings", "build-args"], args.kept.join(" "), [setting]);
  const toolchain = toolchainInput(call, steps);
  const version = pinnedRust(text(toolchain)?.replace(/-\w+-(unknown|pc|apple)-.*$/, ""));
  draft.set(["prepare", "rust"], version ?? toolchainOf(view), toolchain ? [toolchain.setting] : []);
  if (toolchain && version === undefined)
    draft.leave(
      [toolchain.setting],
      `it names no release; ${stableRust} is taken unless rust-toolchain.toml pins one`,
    );
  const script = call.inputs.get("before-script-linux");
  if (script && draft.platform.system === "linux" && typeof script.value === "string")
    carryPreparation(draft, [{ text: script.value, setting: script.setting }], view);
  const assignments = [...step.env].flatMap(([name, one]) =>
    typeof one.value === "string" && isForBuilds(name)
      ? [{ name, value: one.value, expands: false, setting: one.setting }]
      : [],
  );
  carryEnvironment(draft, assignments, { phases: ["build"], tested: false });
  const deployment = call.variables.get("MACOSX_DEPLOYMENT_TARGET");
  if (draft.platform.system === "macos" && deployment !== undefined)
    draft.set(["build", "env", "MACOSX_DEPLOYMENT_TARGET"], deployment, [setting]);
}

/** The action's own input, a variable that names the toolchain, or the input of a step of the same job which installs a toolchain. */
function toolchainInput(call: Call, steps: readonly CiStep[]) {
  const own = call.inputs.get("rust-toolchain");
  const [file] = call.step.where.split(":");
  const installer = steps.find(
    (step) =>
      step.job === call.step.job &&
      step.where.startsWith(`${file ?? ""}:`) &&
      /rust-toolchain$|toolchain$/.test(step.action ?? ""),
  );
  const variable = call.step.env.get("RUSTUP_TOOLCHAIN") ?? call.step.env.get("RUST_TOOLCHAIN");
  return own ?? installer?.inputs.get("toolchain") ?? variable;
}

/** Named interpreters; else those of the job's setup-python; else those that the project is for. */
function pythonsOf(call: Call, args: MaturinArguments, { view, ledger }: Project): readonly Interpreter[] {
  const written =
    args.interpreters.length > 0
      ? args.interpreters
      : call.words.includes("--find-interpreter")
        ? []
        : call.step.pythons;
  const names = written.map((one) => ({ one, name: interpreterName(one) }));
  const known = knownInterpreters.filter(
    (interpreter) =>
      names.some(({ name }) => name === interpreter.name) && admits(view.requiresPython, interpreter),
  );
  if (args.interpreters.length > 0) {
    const strange = names
      .filter(({ name }) => !known.some((interpreter) => interpreter.name === name))
      .map(({ one }) => one);
    if (strange.length > 0)
      ledger.leave(
        [call.setting],
        `Wheelway knows no released Python ${strange.join(", ")} that the project admits`,
      );
    if (known.length > 0 || strange.length > 0) {
      ledger.carry([call.setting], "python");
      return known;
    }
  }
  return known.length > 0 ? known : usualPythons(view);
}

function input(call: Call, name: string): string | undefined {
  const value = call.inputs.get(name)?.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function text(value: { readonly value: string | Unknown } | undefined): string | undefined {
  return typeof value?.value === "string" ? value.value : undefined;
}
