/** The targets of cibuildwheel's runs: which identifiers each builds, and what Wheelway is to do for them. */

import { carryBeforeBuild, carryPreparation } from "../before.ts";
import { Unknown } from "../ci/expression.ts";
import { Draft } from "../draft.ts";
import { carryEnvironment, isForBuilds, type Assignment } from "../environment.ts";
import { standard, type Ledger } from "../setting.ts";
import type { ProjectView } from "../view.ts";
import { chosenIdentifiers } from "./choose.ts";
import type { Identifier } from "./identifiers.ts";
import type { Item } from "./items.ts";
import { globMatcher } from "../../glob.ts";
import { placeOf } from "./platform.ts";
import { carryRepair } from "./repair.ts";
import { Options, type Run } from "./run.ts";
import { carryTests } from "./tests.ts";

/** One draft for each target of a run. */
export function draftRun(run: Run, view: ProjectView, ledger: Ledger): readonly Draft[] {
  const general = new Options(run, undefined, ledger);
  return chosenIdentifiers(run, general, view, ledger).flatMap(
    (identifier) => draftTarget(identifier, { run, view, ledger }) ?? [],
  );
}

interface Task {
  readonly run: Run;
  readonly view: ProjectView;
  readonly ledger: Ledger;
}

function draftTarget(identifier: Identifier, { run, view, ledger }: Task): Draft | undefined {
  const options = new Options(run, identifier.id, ledger);
  const place = placeOf(identifier, options);
  if (!place) return undefined;
  const draft = new Draft(identifier.interpreter, place.platform, {
    where: run.where,
    knowsTests: true,
    ledger,
  });
  ledger.carry(place.settings, "platforms");
  if (place.doubt !== undefined) draft.leave(place.settings, place.doubt);
  if (place.image !== undefined) draft.set(["images", place.platform.name], place.image, place.settings);
  carryEnvironment(draft, environment(options), {
    phases: ["build", "test"],
    tested: options.values("test-command").some(Boolean),
  });
  const texts = (option: string) =>
    (options.get(option) ?? []).map(({ value, setting }) => ({ text: value, setting }));
  carryPreparation(draft, texts("before-all"), view);
  carryBeforeBuild(draft, texts("before-build"), view);
  carryConfigSettings(draft, options.get("config-settings") ?? []);
  const repair = options.get("repair-wheel-command", [defaultRepair(identifier)]) ?? [];
  carryRepair(draft, repair, view);
  carryTests(draft, options, view);
  carryTestSkip(draft, identifier, options);
  return draft;
}

function defaultRepair({ system }: Identifier): Item {
  const tools = {
    linux: "auditwheel repair",
    macos: "delocate-wheel",
    windows: "delvewheel repair",
  } as const;
  return { value: `${tools[system]} -w {dest_dir} {wheel}`, expands: false, setting: standard };
}

/** The job's own variables first, as far as they reach the build; then those that cibuildwheel is told of. */
function environment(options: Options): readonly Assignment[] {
  const { env, machine } = options.run;
  const passed = options.get("environment-pass") ?? [];
  const names = new Map(passed.map(({ value, setting }) => [value, [setting]] as const));
  const host = [...env].flatMap(([name, { value, setting }]): Assignment[] => {
    const reaches =
      machine.system === "linux" ? names.has(name) : isForBuilds(name) && !name.startsWith("CIBW_");
    if (!reaches || value instanceof Unknown || (name.startsWith("MACOSX_") && machine.system !== "macos"))
      return [];
    return [{ name, value, expands: false, setting: names.get(name)?.[0] ?? setting }];
  });
  const own = (options.get("environment") ?? []).map((item) => ({ ...item, name: item.name ?? "" }));
  return [...host, ...own];
}

function carryConfigSettings(draft: Draft, items: readonly Item[]): void {
  const keys = [...new Set(items.map(({ name = "" }) => name))];
  for (const key of keys) {
    const own = items.filter(({ name }) => name === key);
    const values = own.map(({ value }) => value.replace(/\{(project|package)\}/g, "{project}"));
    const shell = own.find(({ value }) => /\$/.test(value));
    if (shell)
      draft.leave([shell.setting], `a shell would fill in "${shell.value}"; values are taken as they are`);
    else
      draft.set(
        ["build", "config-settings", key],
        values.length === 1 ? (values[0] ?? "") : values,
        own.map(({ setting }) => setting),
      );
  }
}

/** Wheelway wants a reason, in words, for every wheel that is not tested. */
function carryTestSkip(draft: Draft, identifier: Identifier, options: Options): void {
  for (const { value, setting } of options.get("test-skip") ?? []) {
    if (value.includes(":"))
      draft.leave([setting], "the halves of a universal2 wheel cannot be left out one by one");
    else if (globMatcher(value)(identifier.id)) draft.set(["test", "untested"], untestedReason, [setting]);
  }
}

export const untestedReason = "not tested by cibuildwheel before (test-skip)";
