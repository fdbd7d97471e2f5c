/** Putting in common what targets share, and the rest into overrides, each key so that the last override that matches is right. */

import type { RawTable, RawValue } from "../config.ts";
import type { Wanted } from "./combine.ts";
import { Coverer, type Named } from "./cover.ts";
import type { LeafPath } from "./draft.ts";
import { groupBy, mostCommon } from "./policies.ts";

/** Keys that hold a list: a target without a value has the empty one. All others cannot be unset by an override. */
const lists = new Set([
  ...["prepare.packages", "prepare.commands", "build.before", "repair.args", "repair.exclude"],
  ...["test.requires", "test.extras", "test.groups", "test.sources", "test.before"],
]);

interface Change {
  readonly select: readonly string[];
  /** How many targets the globs match: the broad come first. */
  readonly breadth: number;
  readonly path: LeafPath | ["platform"];
  readonly value: RawValue;
}

/** The tables of the configuration and its overrides. `all` are the wanted targets and those that `skip` leaves out. */
export function putInCommon(wanted: readonly Wanted[], all: readonly Named[]): RawTable {
  const coverer = new Coverer(wanted);
  const table: Record<string, Record<string, RawValue>> = {};
  const changes: Change[][] = [platformChanges(wanted, all)];
  for (const path of pathsOf(wanted)) {
    const groups = groupBy(wanted, (one) => JSON.stringify(valueOf(one, path)));
    const common = commonValue(wanted, groups, path);
    if (common !== undefined && common !== "[]") put(table, path, JSON.parse(common) as RawValue);
    changes.push(changesOf(path, groups, common, coverer));
  }
  const override = merged(changes);
  return { ...table, ...(override.length > 0 ? { override } : {}) };
}

function pathsOf(wanted: readonly Wanted[]): readonly LeafPath[] {
  const paths = wanted.flatMap(({ draft }) => draft.leaves.map(({ path }) => path));
  return [...new Map(paths.map((path) => [path.join("\0"), path])).values()].filter(
    ([head]) => head !== "images",
  );
}

function isList(path: LeafPath): boolean {
  return lists.has(path.slice(0, 2).join("."));
}

function valueOf({ draft }: Wanted, path: LeafPath): RawValue | null {
  return draft.get(path) ?? (isList(path) ? [] : null);
}

/**
 * The value for the main table, as JSON: the most frequent one that holds on more than one system. There is none where
 * a target has no value and the key could not be taken away from it.
 */
function commonValue(
  wanted: readonly Wanted[],
  groups: ReadonlyMap<string, readonly Wanted[]>,
  path: LeafPath,
): string | undefined {
  if (groups.has("null")) return undefined;
  const systemsOf = (some: readonly Wanted[]) => new Set(some.map(({ draft }) => draft.platform.system)).size;
  const all = systemsOf(wanted);
  const shared = wanted
    .map((one) => JSON.stringify(valueOf(one, path)))
    .filter((value) => all === 1 || systemsOf(groups.get(value) ?? []) > 1);
  if (shared.length > 0) return mostCommon(shared);
  return isList(path) ? "[]" : undefined;
}

/** Larger groups come first, so that their globs may take in targets that a later change gives another value. */
function changesOf(
  path: LeafPath,
  groups: ReadonlyMap<string, readonly Wanted[]>,
  common: string | undefined,
  coverer: Coverer<Wanted>,
): Change[] {
  const rest = [...groups]
    .filter(([value]) => value !== common && value !== "null")
    .sort(([, a], [, b]) => b.length - a.length);
  return rest.map(([value, inside], index) => {
    const systems = new Set(inside.map(({ draft }) => draft.platform.system));
    const later = rest
      .slice(index + 1)
      .flatMap(([, others]) => others)
      .filter(({ draft }) => systems.has(draft.platform.system));
    const select = coverer.cover(new Set(inside), new Set(later));
    return { select, breadth: inside.length, path, value: JSON.parse(value) as RawValue };
  });
}

/**
 * Targets whose platform is not the one asked for. Only the name asked for counts here, and none of another kind may be
 * matched, not even one that is skipped.
 */
function platformChanges(wanted: readonly Wanted[], all: readonly Named[]): Change[] {
  const askedOnly = new Map(all.map((one) => [one, { names: one.names.slice(0, 1) }]));
  const coverer = new Coverer([...askedOnly.values()]);
  const renamed = wanted.filter(({ names }) => names.length > 1);
  return [...groupBy(renamed, ({ draft }) => draft.platform.name)].map(([platform, inside]) => {
    const half = (one: Named) => one.names[0]?.split("-")[1];
    const halves = new Set(inside.map(half));
    const free = all.filter((one) => !("draft" in one) && halves.has(half(one)));
    const own = (some: readonly Named[]) => new Set(some.flatMap((one) => askedOnly.get(one) ?? []));
    return {
      select: coverer.cover(own(inside), own(free)),
      breadth: inside.length,
      path: ["platform"],
      value: platform,
    };
  });
}

function put(
  table: Record<string, Record<string, RawValue>>,
  [head, key, name]: LeafPath,
  value: RawValue,
): void {
  const inner = (table[head] ??= {});
  if (name === undefined) inner[key] = value;
  else inner[key] = { ...((inner[key] ?? {}) as RawTable), [name]: value };
}

/**
 * Changes for the same globs become one override, where the order that each key needs allows it; else every change is
 * an override of its own.
 */
function merged(changes: readonly (readonly Change[])[]): RawTable[] {
  const together = ordered(changes, (change) => change.select.join(" "));
  const groups = together ?? ordered(changes, (change) => JSON.stringify([change.select, change.path])) ?? [];
  return groups.map(overrideOf);
}

/** Groups by `keyOf`, ordered so that within each list earlier changes come first; `undefined` where that cannot be. */
function ordered(
  changes: readonly (readonly Change[])[],
  keyOf: (change: Change) => string,
): Change[][] | undefined {
  const groups = groupBy(changes.flat(), keyOf);
  const after = new Map([...groups.keys()].map((key) => [key, new Set<string>()]));
  for (const list of changes) {
    list.forEach((change, index) => {
      for (const earlier of list.slice(0, index))
        if (keyOf(earlier) !== keyOf(change)) after.get(keyOf(change))?.add(keyOf(earlier));
    });
  }
  const breadth = (key: string) => Math.max(...(groups.get(key) ?? []).map((change) => change.breadth));
  const result: Change[][] = [];
  while (after.size > 0) {
    const ready = [...after]
      .filter(([, before]) => ![...before].some((key) => after.has(key)))
      .map(([key]) => key);
    const next = ready.sort((a, b) => breadth(b) - breadth(a))[0];
    if (next === undefined) return undefined;
    result.push(groups.get(next) ?? []);
    after.delete(next);
  }
  return result;
}

function overrideOf(changes: readonly Change[]): RawTable {
  const select = changes[0]?.select ?? [];
  const table: Record<string, Record<string, RawValue>> = {};
  let platform: RawValue | undefined;
  for (const { path, value } of changes) {
    const [head, key, name] = path;
    if (key === undefined) platform = value;
    // `env+`: the override's variables are added to those of the main table, and win.
    else put(table, name === undefined ? [head, key] : [head, `${key}+`, name], value);
  }
  return {
    select: select.length === 1 ? (select[0] ?? "") : select,
    ...(platform === undefined ? {} : { platform }),
    ...table,
  };
}
