/** Where a wheel stands in the matrix: the column of a platform tag. */

export interface Place {
  /** "manylinux", "macOS": the columns of one system stand together. */
  readonly group: string;
  /** "x86_64", "arm64", "wasm32", as the tag writes it. */
  readonly architecture: string;
  /** The numbers of the tag, `[2, 28]`: the oldest system it runs on. Empty where the tag has none. */
  readonly policy: readonly number[];
}

/** In the order they are shown; what is none of them comes last. */
export const groups = [
  "manylinux",
  "musllinux",
  "Linux",
  "macOS",
  "Windows",
  "Android",
  "iOS",
  "Pyodide",
  "other",
] as const;

const legacy: Readonly<Record<string, readonly number[]>> = { 1: [2, 5], 2010: [2, 12], 2014: [2, 17] };

/** One row a form of tag: PEP 513, 571, 599 (legacy), 600, 656, 425, 738, 730, 783. The last part is the architecture. */
const forms: readonly (readonly [group: (typeof groups)[number], pattern: RegExp])[] = [
  ["manylinux", /^manylinux_(\d+_\d+)_(\w+)$/],
  ["musllinux", /^musllinux_(\d+_\d+)_(\w+)$/],
  ["Linux", /^linux()_(\w+)$/],
  ["macOS", /^macosx_(\d+_\d+)_(\w+)$/],
  ["Windows", /^win()_(\w+)$/],
  ["Windows", /^()(win32)$/],
  ["Android", /^android_(\d+)_(\w+)$/],
  ["iOS", /^ios_(\d+_\d+)_(\w+)$/],
  ["Pyodide", /^(?:pyodide|pyemscripten|emscripten)_(\d+(?:_\d+)*)_(\w+)$/],
];

/** `undefined` for `any`, which has no column of its own. A tag of no known form is a column by itself. */
export function placeOf(tag: string): Place | undefined {
  if (tag === "any") return undefined;
  const old = /^manylinux(1|2010|2014)_(\w+)$/.exec(tag);
  if (old) return { group: "manylinux", architecture: old[2] ?? "", policy: legacy[old[1] ?? ""] ?? [] };
  for (const [group, pattern] of forms) {
    const match = pattern.exec(tag);
    if (!match) continue;
    const [, version = "", architecture = ""] = match;
    return { group, architecture, policy: version === "" ? [] : version.split("_").map(Number) };
  }
  return { group: "other", architecture: tag, policy: [] };
}

/**
 * The column of a wheel with one or several platform tags: that of the oldest policy of its first system, `universal2` before the
 * architectures it joins. `undefined` for `any`.
 */
export function homeOf(tags: readonly string[]): Place | undefined {
  const places = tags.flatMap((tag) => placeOf(tag) ?? []);
  const [first] = [...places].sort(comparePlaces);
  return places.find(({ architecture }) => architecture === "universal2") ?? first;
}

const architectures = ["x86_64", "amd64", "aarch64", "arm64", "i686", "win32"];

/** By system, then the most used architectures first, then the oldest policy. */
export function comparePlaces(a: Place, b: Place): number {
  const rank = (list: readonly string[], item: string) =>
    (list.indexOf(item) + list.length + 1) % (list.length + 1);
  return (
    rank(groups, a.group) - rank(groups, b.group) ||
    rank(architectures, a.architecture) - rank(architectures, b.architecture) ||
    (a.architecture < b.architecture ? -1 : a.architecture > b.architecture ? 1 : 0) ||
    comparePolicies(a.policy, b.policy)
  );
}

export function comparePolicies(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Does a wheel of `tag` run where `column` is, whatever the policies? A universal2 wheel runs on both of its architectures. */
export function reaches(tag: Place, column: Place): boolean {
  if (tag.group !== column.group) return false;
  if (tag.architecture === column.architecture) return true;
  return (
    tag.group === "macOS" &&
    tag.architecture === "universal2" &&
    ["x86_64", "arm64"].includes(column.architecture)
  );
}
