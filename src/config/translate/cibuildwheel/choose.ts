/** Which build identifiers a run of cibuildwheel builds. */

import { Unknown } from "../ci/expression.ts";
import { globMatcher } from "../../glob.ts";
import type { Ledger } from "../setting.ts";
import type { ProjectView } from "../view.ts";
import {
  architecturesOf,
  forgottenInterpreters,
  identifiersOf,
  selectIdentifiers,
  type Identifier,
  type Selection,
} from "./identifiers.ts";
import { Options, type Run } from "./run.ts";

/** Notes what decides it in the ledger. */
export function chosenIdentifiers(
  run: Run,
  options: Options,
  view: ProjectView,
  ledger: Ledger,
): readonly Identifier[] {
  const { generation, only } = run;
  if (only && !(only.value instanceof Unknown)) {
    const found = identifiersOf(generation).find(({ id }) => id === only.value);
    if (found) ledger.carry([only.setting], "python, platforms, skip");
    else
      ledger.leave(
        [{ ...only.setting, name: `${only.setting.name} = ${only.value}` }],
        "Wheelway knows no such target",
      );
    return found ? [found] : [];
  }
  if (only?.value instanceof Unknown)
    ledger.leave([only.setting], `it depends on ${only.value.on}: what the other settings select is taken`);
  const selected = selectedBy(options, view);
  note(options, selected.length > 0, ledger);
  noteForgotten(run, options, ledger);
  return selected;
}

const yes = (value: string | undefined) => value !== undefined && /^(1|true|yes|on)$/i.test(value);

function selectionOf(options: Options, view: ProjectView): Selection {
  const enable = [...options.values("enable")];
  if (yes(options.values("free-threaded-support")[0])) enable.push("cpython-freethreading");
  return {
    generation: options.run.generation,
    build: options.values("build"),
    skip: options.values("skip"),
    enable,
    requiresPython: options.values("project-requires-python")[0] ?? view.requiresPython,
  };
}

function note(options: Options, used: boolean, ledger: Ledger): void {
  const keys = {
    build: "python, platforms, skip",
    skip: "python, platforms, skip",
    archs: "platforms",
    enable: "python",
  };
  for (const [option, to] of Object.entries({ ...keys, "free-threaded-support": "python" })) {
    const settings = (options.get(option) ?? []).map(({ setting }) => setting);
    if (used || option === "skip") ledger.carry(settings, to);
  }
  const told = (option: string) => (options.get(option) ?? []).map(({ setting }) => setting);
  ledger.carry(told("platform"), "platforms");
  ledger.carry(told("config-file"), "(read)");
  ledger.unneeded(
    told("project-requires-python"),
    "`requires-python` in pyproject.toml says it for all tools",
  );
  ledger.unneeded(told("prerelease-pythons"), "`python` names each Python");
}

/** Pythons that were asked for by name, or by a glob for little else, and that Wheelway does not know. */
function noteForgotten({ generation }: Run, options: Options, ledger: Ledger): void {
  const forgotten = forgottenInterpreters(generation);
  for (const { value, setting } of options.get("build") ?? []) {
    const [head = ""] = value.split("-", 1);
    if (head.includes("*") || head.includes("?")) continue;
    const matches = globMatcher(head);
    const names = forgotten.filter((name) => matches(name));
    if (names.length > 0) ledger.leave([setting], `Wheelway does not know ${names.join(", ")}`);
  }
}

/** The identifiers that the options select on their machine. */
function selectedBy(options: Options, view: ProjectView): readonly Identifier[] {
  const { machine, generation } = options.run;
  const archs = options.values("archs");
  const architectures = architecturesOf(archs.length > 0 ? archs : ["auto"], machine, generation);
  return selectIdentifiers(selectionOf(options, view)).filter(
    ({ system, architecture }) => system === machine.system && architectures.includes(architecture),
  );
}

/** The identifiers that the configuration alone selects, as `cibuildwheel --print-build-identifiers` lists them. */
export function configuredIdentifiers(
  runs: readonly Run[],
  view: ProjectView,
  ledger: Ledger,
): readonly string[] {
  const found = runs.flatMap((run) =>
    chosenIdentifiers(run, new Options(run, undefined, ledger), view, ledger),
  );
  return [...new Set(found.map(({ id }) => id))];
}
