/** From how a project is built today to a configuration of Wheelway, with an account of every setting. */

import type { RawTable } from "../config.ts";
import { isTable } from "./ci/matrix.ts";
import { readWorkflow } from "./ci/github.ts";
import { otherCiFiles, readOtherCi } from "./ci/other-ci.ts";
import type { CiContext, CiStep } from "./ci/step.ts";
import { configuredIdentifiers } from "./cibuildwheel/choose.ts";
import { readConfigs, type Configs } from "./cibuildwheel/config-files.ts";
import type { Run } from "./cibuildwheel/run.ts";
import { findRuns, usualMachines } from "./cibuildwheel/runs.ts";
import { draftRun } from "./cibuildwheel/targets.ts";
import { combine } from "./combine.ts";
import type { Draft } from "./draft.ts";
import { draftMaturin } from "./maturin/targets.ts";
import { testedPythons } from "./pythons.ts";
import { toolchainOf } from "./rust.ts";
import { Ledger, type Carried, type NotCarried } from "./setting.ts";
import { needsRust, seenOf, sketchTests } from "./sketch.ts";
import { suggest } from "./suggest.ts";
import type { ProjectView } from "./view.ts";

export interface Translation {
  /** The configuration as a table of the schema, overrides included. */
  readonly table: RawTable;
  readonly suggestions: Readonly<Record<string, readonly string[]>>;
  readonly seen: readonly string[];
  readonly sources: readonly string[];
  readonly carried: readonly Carried[];
  readonly notCarried: readonly NotCarried[];
}

/** Reads what the view holds; nothing is run, and what only a run of a job could tell is left with that reason. */
export async function translate(view: ProjectView): Promise<Translation> {
  const ledger = new Ledger();
  const configs = await readConfigs(view, ledger);
  const identifiers = () => configuredIdentifiers(localRuns(configs), view, ledger);
  const steps = await readCi(view, identifiers, ledger);
  const isOurs = (folder: string) => isOurFolder(folder, view);
  const runs = findRuns({ steps, configFor: configs.of, isOurs, ledger });
  const called = runs.length > 0 ? runs : configs.configured ? localRuns(configs) : [];
  const drafts = [
    ...called.flatMap((run) => draftRun(run, view, ledger)),
    ...draftMaturin(steps, view, ledger),
  ];
  const table = complete(combine(drafts, ledger), { view, drafts, steps, ledger });
  return {
    table,
    suggestions: suggest(table, view),
    seen: seenOf(view),
    sources: sourcesOf(drafts, configs),
    ...ledger.report(),
  };
}

/** cibuildwheel as a person would call it on a machine of each system. */
function localRuns({ of, configured }: Configs): readonly Run[] {
  const config = of(undefined);
  if (!config || !configured) return [];
  return usualMachines.map((machine) => ({
    where: "pyproject.toml",
    machine,
    generation: 4.2,
    config,
    env: new Map(),
    only: undefined,
  }));
}

async function readCi(
  view: ProjectView,
  identifiers: () => readonly string[],
  ledger: Ledger,
): Promise<readonly CiStep[]> {
  const context: CiContext = {
    texts: view.texts,
    identifiers,
    unreadable: (path, why) =>
      ledger.leave([{ name: path, value: "", where: path }], `it is not valid YAML: ${why}`),
  };
  const steps: CiStep[] = [];
  for (const path of [...view.texts.keys()].sort()) {
    if (/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) steps.push(...(await readWorkflow(path, context)));
    else if (otherCiFiles.includes(path)) steps.push(...(await readOtherCi(path, context)));
  }
  return steps;
}

/** `package-dir`: a folder that is not in the checkout is made during the run, so it may well be ours. */
function isOurFolder(folder: string, { prefix, rootPaths }: ProjectView): boolean {
  const path = folder.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  if (path === "" || path === ".") return prefix === "";
  return `${path}/` === prefix || (!rootPaths.has(path) && !path.startsWith("$"));
}

interface Found {
  readonly view: ProjectView;
  readonly drafts: readonly Draft[];
  readonly steps: readonly CiStep[];
  readonly ledger: Ledger;
}

/** What no tool's configuration says is taken from the project's files. */
function complete(table: RawTable, { view, drafts, steps, ledger }: Found): RawTable {
  const { override, ...main } = table;
  const completed: Record<string, RawTable[string]> = { ...main };
  const prepare = (main["prepare"] ?? {}) as RawTable;
  const overridden = JSON.stringify(override ?? []);
  if (needsRust(view) && prepare["rust"] === undefined && !overridden.includes('"rust"'))
    completed["prepare"] = { ...prepare, rust: toolchainOf(view) };
  const python = drafts.length > 0 ? undefined : testedPythons(steps, view, ledger);
  if (python) completed["python"] = python;
  const tests = sketchTests(view);
  if (tests && !hasTests(table) && !drafts.some((draft) => draft.knowsTests))
    completed["test"] = { ...tests, ...((main["test"] ?? {}) as RawTable) };
  return override === undefined ? completed : { ...completed, override };
}

function hasTests(table: RawTable): boolean {
  const overrides = (table["override"] ?? []) as readonly RawTable[];
  return [table, ...overrides].some(
    ({ test }) => test !== undefined && isTable(test) && test["command"] !== undefined,
  );
}

function sourcesOf(drafts: readonly Draft[], { configured }: Configs): readonly string[] {
  const files = drafts.map(({ where }) => where.split(":")[0] ?? "");
  return [...new Set([...(configured ? ["[tool.cibuildwheel]"] : []), ...files])].filter(
    (name) => name !== "pyproject.toml",
  );
}
