/**
 * Does a wheel lack a file that its siblings have, or have one that they lack? A file that is missing because of the
 * platform is missing in the whole column, one that is missing because of the Python in the whole row: what neither
 * explains is the accident of one build.
 */

import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import {
  share,
  siblingsOf,
  someOf,
  surroundings,
  type Sibling,
  type Surroundings,
} from "./sibling-groups.ts";

export const siblingFiles: Check = {
  name: "sibling-files",
  title: "Every wheel holds the files that its siblings hold.",
  codes: ["WW050", "WW051", "WW052"],
  run: ({ wheels }) => {
    const siblings = siblingsOf(wheels);
    if (siblings.length < 4) return [];
    const patterns = patternsOf(siblings);
    return siblings.flatMap((one) => judge(one, siblings, patterns));
  },
};

/** Files that are in exactly the same wheels. */
interface Pattern {
  readonly holders: ReadonlySet<Sibling>;
  readonly paths: readonly string[];
}

function patternsOf(siblings: readonly Sibling[]): Pattern[] {
  const holders = new Map<string, Set<Sibling>>();
  for (const one of siblings) {
    for (const path of one.members.keys()) {
      const found = holders.get(path);
      if (found) found.add(one);
      else holders.set(path, new Set([one]));
    }
  }
  const patterns = new Map<string, { holders: Set<Sibling>; paths: string[] }>();
  for (const [path, set] of holders) {
    if (set.size === siblings.length) continue;
    const key = siblings.map((one) => (set.has(one) ? "1" : "0")).join("");
    const pattern = patterns.get(key);
    if (pattern) pattern.paths.push(path);
    else patterns.set(key, { holders: set, paths: [path] });
  }
  return [...patterns.values()];
}

type Verdict = "plain" | "doubtful" | "extra" | "explained";

function judge(one: Sibling, siblings: readonly Sibling[], patterns: readonly Pattern[]): Finding[] {
  const around = surroundings(one, siblings);
  const found = { plain: [] as Pattern[], doubtful: [] as Pattern[], extra: [] as Pattern[] };
  for (const pattern of patterns) {
    const paths = pattern.paths.filter((path) => !isBundled(path, pattern.holders));
    if (paths.length === 0) continue;
    const verdict = pattern.holders.has(one)
      ? judgeExtra(around, pattern.holders)
      : judgeMissing(around, pattern.holders);
    if (verdict !== "explained") found[verdict].push({ ...pattern, paths });
  }
  return [
    ...missing(one, "WW050", found.plain, around),
    ...missing(one, "WW051", found.doubtful, around),
    ...extra(one, found.extra, around),
  ];
}

/** What a repair tool puts in depends on what the machine's libraries need: it differs for good reasons. */
function isBundled(path: string, holders: ReadonlySet<Sibling>): boolean {
  for (const holder of holders) return holder.members.get(path)?.sort === "bundled";
  return false;
}

/**
 * Plain: the same Python on other platforms has it and the same platform on other Pythons has it, and at least one of them
 * is near (the same system, or the same family of interpreters), so that "not for PyPy on Windows" is no accident.
 */
function judgeMissing(around: Surroundings, holders: ReadonlySet<Sibling>): Verdict {
  const has = (one: Sibling) => holders.has(one);
  const { row, column, nearRow, nearColumn } = around;
  if (lacking(nearRow, has) || lacking(nearColumn, has)) return "explained";
  const near = nearRow.some(has) || nearColumn.some(has);
  if (row.length >= 2 && column.length >= 2) {
    if (share(row, has) < 0.75 || share(column, has) < 2 / 3) return "explained";
    return near ? "plain" : "doubtful";
  }
  // One or two wheels a platform (abi3, programs), or one or two platforms: unlike all others is worth a look.
  const others = [...row, ...column];
  const alike = others.length >= 3 && others.every(has) && (near || column.length > 0);
  return alike ? "doubtful" : "explained";
}

/** A group of neighbours that mostly lacks it as well explains why this one does. */
function lacking(group: readonly Sibling[], has: (one: Sibling) => boolean): boolean {
  return group.length > 0 && share(group, has) < 0.5;
}

function judgeExtra({ row, column }: Surroundings, holders: ReadonlySet<Sibling>): Verdict {
  const others = [...row, ...column];
  const lonely = row.length >= 2 && column.length >= 2 && !others.some((other) => holders.has(other));
  return lonely ? "extra" : "explained";
}

function missing(
  { wheel }: Sibling,
  code: "WW050" | "WW051",
  patterns: readonly Pattern[],
  around: Surroundings,
): Finding[] {
  const [first] = patterns;
  if (!first) return [];
  const paths = patterns.flatMap((pattern) => pattern.paths).sort();
  const has = (one: Sibling) => first.holders.has(one);
  const platforms = around.row.filter(has).map(({ cell }) => cell.platform.label);
  const pythons = around.column.filter(has).map(({ cell }) => cell.python.label);
  const where = [
    ...(platforms.length > 0 ? [`the same Python on ${someOf(unique(platforms))}`] : []),
    ...(pythons.length > 0 ? [`the same platform for ${someOf(unique(pythons))}`] : []),
  ].join(" and ");
  return [
    finding(code, wheel.name.file, `it lacks ${someOf(paths)}, which the wheels of ${where} have`, {
      ...(paths[0]?.includes("<") === false ? { member: paths[0] } : {}),
    }),
  ];
}

function extra({ wheel }: Sibling, patterns: readonly Pattern[], around: Surroundings): Finding[] {
  const paths = patterns.flatMap((pattern) => pattern.paths).sort();
  const [first] = paths;
  if (first === undefined) return [];
  const others = around.row.length + around.column.length;
  return [
    finding(
      "WW052",
      wheel.name.file,
      `it has ${someOf(paths)}, which none of the ${others} wheels of the same Python or platform has`,
      first.includes("<") ? {} : { member: first },
    ),
  ];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
