/** Where the CI of a project calls maturin: steps of PyO3/maturin-action, and scripts that run `maturin build`. */

import type { CiStep } from "../ci/step.ts";
import type { Setting } from "../setting.ts";
import { shellWords, simpleCommands } from "../words.ts";

export interface Call {
  readonly step: CiStep;
  /** Words after `maturin build`. */
  readonly words: readonly string[];
  readonly setting: Setting;
  /** Inputs of maturin-action by name; empty for scripts. */
  readonly inputs: CiStep["inputs"];
  /** Variables that the script itself sets. */
  readonly variables: ReadonlyMap<string, string>;
}

const actions = new Set(["pyo3/maturin-action", "messense/maturin-action"]);

export function maturinCalls(step: CiStep): readonly Call[] {
  if (step.action !== undefined && actions.has(step.action)) {
    const args = step.inputs.get("args");
    const setting = args?.setting ?? { name: "maturin-action", value: "(no args)", where: step.where };
    const words = typeof args?.value === "string" ? shellWords(args.value).map(({ text }) => text) : [];
    return [{ step, words, setting, inputs: step.inputs, variables: new Map() }];
  }
  const script = step.script?.value;
  if (typeof script !== "string" || !/\bmaturin(?:\.exe)? build\b/.test(script) || !step.script) return [];
  const setting = step.script.setting;
  const variables = new Map(
    [...step.env].flatMap(
      ([name, { value }]) => (typeof value === "string" ? [[name, value]] : []) as [string, string][],
    ),
  );
  const calls: Call[] = [];
  for (const command of simpleCommands(script)) {
    const words = shellWords(command).map(({ text }) => filled(text, variables));
    const assigned = words.findIndex((word) => !/^(export$|\$env:|\w+=)/.test(word));
    for (const word of assigned < 0 ? words : words.slice(0, assigned)) assign(word, variables);
    const at = words.findIndex((word) => /(^|\/)maturin(\.exe)?$/.test(word));
    if (at < 0 || words[at + 1] !== "build") continue;
    calls.push({
      step,
      words: words.slice(at + 2),
      setting,
      inputs: new Map(),
      variables: new Map(variables),
    });
  }
  return calls;
}

function assign(word: string, variables: Map<string, string>): void {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined && value !== undefined && !/\$\(|`/.test(value)) variables.set(name, value);
}

/** `$NAME`, `${NAME}` and PowerShell's `$env:NAME`, where they are known. */
function filled(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:env:)?(?:\{(\w+)\}|(\w+))/g,
    (whole, braced?: string, bare?: string) => variables.get(braced ?? bare ?? "") ?? whole,
  );
}
