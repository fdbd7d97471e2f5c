/** Few globs on target names that match exactly the targets of a set. */

import { globMatcher } from "../glob.ts";

/** A target by the names that globs may match. */
export interface Named {
  readonly names: readonly string[];
}

interface Candidate<T> {
  readonly glob: string;
  readonly matched: ReadonlySet<T>;
}

/** Finds globs among all combinations of an interpreter's and a platform's part, from the general to the exact. */
export class Coverer<T extends Named> {
  readonly #all: readonly T[];
  readonly #candidates: readonly Candidate<T>[];

  constructor(all: readonly T[]) {
    this.#all = all;
    this.#candidates = candidatesFor(all);
  }

  /**
   * Globs that match every target of `inside`, none but those of `inside` and `free`, the most general first. Where no
   * combination does, the targets' own names do.
   */
  cover(inside: ReadonlySet<T>, free: ReadonlySet<T> = new Set()): readonly string[] {
    const allowed = this.#candidates.filter(({ matched }) => isSubset(matched, inside, free));
    const missing = new Set(inside);
    const chosen: Candidate<T>[] = [];
    while (missing.size > 0) {
      const best = mostOf(allowed, missing);
      if (!best) break;
      chosen.push(best);
      for (const target of best.matched) missing.delete(target);
    }
    const rest = this.#all.filter((target) => missing.has(target)).flatMap(({ names }) => names[0] ?? []);
    return [...withoutRedundant(chosen, inside).map(({ glob }) => glob), ...rest];
  }
}

function isSubset<T>(matched: ReadonlySet<T>, inside: ReadonlySet<T>, free: ReadonlySet<T>): boolean {
  for (const target of matched) if (!inside.has(target) && !free.has(target)) return false;
  return true;
}

function mostOf<T>(candidates: readonly Candidate<T>[], missing: ReadonlySet<T>): Candidate<T> | undefined {
  let best: Candidate<T> | undefined;
  let most = 0;
  for (const candidate of candidates) {
    let count = 0;
    for (const target of candidate.matched) if (missing.has(target)) count++;
    if (count > most) [best, most] = [candidate, count];
  }
  return best;
}

/** A glob that later ones made unnecessary goes. */
function withoutRedundant<T>(
  chosen: readonly Candidate<T>[],
  inside: ReadonlySet<T>,
): readonly Candidate<T>[] {
  return chosen.reduceRight<readonly Candidate<T>[]>((kept, candidate) => {
    const others = kept.filter((one) => one !== candidate);
    const needed = [...candidate.matched].some(
      (target) => inside.has(target) && !others.some(({ matched }) => matched.has(target)),
    );
    return needed ? kept : others;
  }, chosen);
}

function candidatesFor<T extends Named>(all: readonly T[]): readonly Candidate<T>[] {
  const halves = all.map(({ names }) => names.map((name) => split(name)));
  const interpreters = matchedBy(
    interpreterGlobs,
    halves.flat().map(([interpreter]) => interpreter),
  );
  const platforms = matchedBy(
    platformGlobs,
    halves.flat().map(([, platform]) => platform),
  );
  const seen = new Set<string>();
  const found: Candidate<T>[] = [];
  for (const [interpreter, platform] of combinations(interpreters, platforms)) {
    const matching = all.filter((_, index) =>
      halves[index]?.some(
        ([first, second]) => interpreter.matched.has(first) && platform.matched.has(second),
      ),
    );
    const key = matching.map(({ names }) => names[0]).join(" ");
    if (matching.length === 0 || seen.has(key)) continue;
    seen.add(key);
    const glob = `${interpreter.glob}-${platform.glob}`.replace(/^\*-\*$/, "*");
    found.push({ glob, matched: new Set(matching) });
  }
  return found;
}

interface Half {
  readonly glob: string;
  readonly matched: ReadonlySet<string>;
}

function matchedBy(
  globsFor: (names: readonly string[]) => readonly string[],
  names: readonly string[],
): readonly Half[] {
  const unique = [...new Set(names)];
  return globsFor(unique).map((glob) => ({ glob, matched: new Set(unique.filter(globMatcher(glob))) }));
}

/** The general before the exact, whichever half it is. */
function combinations(
  interpreters: readonly Half[],
  platforms: readonly Half[],
): readonly (readonly [Half, Half])[] {
  return interpreters
    .flatMap((interpreter, i) =>
      platforms.map((platform, p) => ({ pair: [interpreter, platform] as const, rank: i + p })),
    )
    .sort((a, b) => a.rank - b.rank)
    .map(({ pair }) => pair);
}

function split(name: string): readonly [string, string] {
  const dash = name.indexOf("-");
  return [name.slice(0, dash), name.slice(dash + 1)];
}

function interpreterGlobs(names: readonly string[]): readonly string[] {
  // In a whole glob, `!(cp314)` does not match what only begins with the name: cp314t.
  const unmistakable = names.filter(
    (name) => !names.some((other) => other !== name && other.startsWith(name)),
  );
  return [
    "*",
    "cp*",
    "pp*",
    "gp*",
    "cp*t",
    "cp*[0-9]",
    ...names,
    ...unmistakable.map((name) => `!(${name})`),
  ];
}

function platformGlobs(names: readonly string[]): readonly string[] {
  const families = ["*", "*linux_*", "manylinux_*", "musllinux_*", "macosx_*", "win*"];
  const architectures = new Set(
    names.flatMap((name) => /^(?:(?:many|musl)linux|macosx)_\d+_\d+_(\w+)$/.exec(name)?.[1] ?? []),
  );
  // x86_64 is an architecture of two systems: a glob for it names the system.
  const byArchitecture = [...architectures].flatMap((architecture) => [
    ...(architecture === "x86_64" ? [] : [`*_${architecture}`]),
    `*linux_*_${architecture}`,
    `manylinux_*_${architecture}`,
    `musllinux_*_${architecture}`,
    `macosx_*_${architecture}`,
  ]);
  const policies = new Set(names.flatMap((name) => /^((?:many|musl)linux_\d+_\d+)_/.exec(name)?.[1] ?? []));
  return [...families, ...byArchitecture, ...[...policies].map((policy) => `${policy}_*`), ...names];
}
