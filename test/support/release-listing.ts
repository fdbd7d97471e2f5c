/** What a recorded release holds: names, sizes and metadata of its wheels and sdist, and the form in which that is kept as text. */

import { formatTag, parseWheelName, wheelTags } from "../../src/tags/wheel-name.ts";

/** `[path, bytes]`, with a third element where the executable bit is set. */
export type ListedMember = readonly [path: string, size: number, executable?: 1];

export interface ListedArtifact {
  readonly file: string;
  readonly size: number;
  readonly members: readonly ListedMember[];
  /** By path inside the archive: METADATA or PKG-INFO without the description, WHEEL, entry_points.txt, pyproject.toml … */
  readonly texts: Readonly<Record<string, string>>;
}

export interface ReleaseListing {
  readonly name: string;
  readonly version: string;
  readonly wheels: readonly ListedArtifact[];
  readonly sdist?: ListedArtifact;
}

/** Folders nest; a file is its size, `-size` (`-0` is written as -0.5) where it is executable, `null` where it is not there. */
type Tree = { [name: string]: Tree | number | null };

interface KeptArtifact {
  readonly file: string;
  readonly size: number;
  /** The suffix of its extension modules, which stands as `<x>` in the tree. */
  readonly suffix?: string;
  /** Number of the earlier wheel that `tree` tells the differences from. */
  readonly like?: number;
  readonly tree: Tree;
  /** Path -> number of the text; left out where they are those of `like`. */
  readonly texts?: Readonly<Record<string, number>>;
}

interface KeptRelease {
  readonly name: string;
  readonly version: string;
  readonly texts: readonly string[];
  readonly wheels: readonly KeptArtifact[];
  readonly sdist?: KeptArtifact;
}

type Flat = ReadonlyMap<string, number>;

/** The text of a fixture: one line an artifact. */
export function encodeListing(listing: ReleaseListing): string {
  const texts: string[] = [];
  const flats: Flat[] = [];
  const allNumbers: string[] = [];
  const keep = (artifact: ListedArtifact, earlier: readonly Flat[]): KeptArtifact => {
    const suffix = suffixOf(artifact);
    const stem = stemOf(artifact.file);
    const template = (text: string) => {
      const named = text.replaceAll(stem, "<r>");
      return suffix === undefined ? named : named.replaceAll(suffix, "<x>");
    };
    const flat = new Map(
      artifact.members.map(([path, size, executable]) => [template(path), executable ? -size || -0.5 : size]),
    );
    const numbers = Object.fromEntries(
      Object.entries(artifact.texts).map(([path, text]) => {
        const short = foldTags(text, artifact.file);
        const found = texts.indexOf(short);
        return [template(path), found === -1 ? texts.push(short) - 1 : found] as const;
      }),
    );
    const ownNumbers = JSON.stringify(numbers);
    const candidates = earlier.map((other, like) => {
      const difference = differenceOf(other, flat);
      const sameTexts = allNumbers[like] === ownNumbers;
      return { like, difference, sameTexts, cost: difference.size + (sameTexts ? 0 : 3) };
    });
    const [best] = candidates.sort((a, b) => a.cost - b.cost);
    const useful = best !== undefined && best.difference.size < flat.size;
    flats.push(flat);
    allNumbers.push(ownNumbers);
    return {
      file: artifact.file,
      size: artifact.size,
      ...(suffix === undefined ? {} : { suffix }),
      ...(useful ? { like: best.like } : {}),
      ...(useful && best.sameTexts ? {} : { texts: numbers }),
      tree: treeOf(useful ? best.difference : flat),
    };
  };
  const wheels = listing.wheels.map((wheel) => keep(wheel, [...flats]));
  const sdist = listing.sdist && keep(listing.sdist, []);
  const line = (value: unknown) => JSON.stringify(value);
  const list = (values: readonly unknown[]) => `[\n${values.map(line).join(",\n")}\n]`;
  const parts = [
    `"name":${line(listing.name)},"version":${line(listing.version)}`,
    `"wheels":${list(wheels)}`,
    ...(sdist ? [`"sdist":${line(sdist)}`] : []),
    `"texts":${list(texts)}`,
  ];
  return `{${parts.join(",\n")}}\n`;
}

export function decodeListing(text: string): ReleaseListing {
  const kept = JSON.parse(text) as KeptRelease;
  const flats: Flat[] = [];
  const numbers: Readonly<Record<string, number>>[] = [];
  const open = (artifact: KeptArtifact): ListedArtifact => {
    const flat = new Map(artifact.like === undefined ? [] : flats[artifact.like]);
    for (const [path, size] of leaves(artifact.tree, "")) {
      if (size === null) flat.delete(path);
      else flat.set(path, size);
    }
    flats.push(flat);
    const own = artifact.texts ?? numbers[artifact.like ?? 0] ?? {};
    numbers.push(own);
    const full = (path: string) =>
      path.replaceAll("<r>", stemOf(artifact.file)).replaceAll("<x>", artifact.suffix ?? "<x>");
    return {
      file: artifact.file,
      size: artifact.size,
      members: [...flat].map(([path, size]) =>
        size < 0 ? [full(path), Math.floor(-size), 1] : [full(path), size],
      ),
      texts: Object.fromEntries(
        Object.entries(own).map(([path, number]) => [
          full(path),
          unfoldTags(kept.texts[number] ?? "", artifact.file),
        ]),
      ),
    };
  };
  const { name, version } = kept;
  const wheels = kept.wheels.map(open);
  return { name, version, wheels, ...(kept.sdist ? { sdist: open(kept.sdist) } : {}) };
}

/** `demo-1.0`, as it begins the file's name and its .dist-info. */
function stemOf(file: string): string {
  return file.endsWith(".whl") ? file.split("-").slice(0, 2).join("-") : file.replace(/\.tar\.gz$/, "");
}

/** The `Tag:` lines of a WHEEL file that are those of the file name become one line. */
function foldTags(text: string, file: string): string {
  const lines = /(?:^Tag: .*\n)+/m.exec(text)?.[0];
  if (lines === undefined || !file.endsWith(".whl")) return text;
  const same = lines.trim().split("\n").sort().join() === tagLines(file).sort().join();
  return same ? text.replace(lines, "<tags>\n") : text;
}

function unfoldTags(text: string, file: string): string {
  return text.replace("<tags>", tagLines(file).join("\n"));
}

function tagLines(file: string): string[] {
  const name = parseWheelName(file);
  return "malformed" in name ? [] : wheelTags(name).map((tag) => `Tag: ${formatTag(tag)}`);
}

/** The suffix that most extension modules have: `.cpython-312-darwin.so`. */
function suffixOf({ members }: ListedArtifact): string | undefined {
  const counts = new Map<string, number>();
  for (const [path] of members) {
    const suffix = /[^/.](\.[A-Za-z][\w-]*\.(?:so|pyd))$/.exec(path)?.[1];
    if (suffix !== undefined) counts.set(suffix, (counts.get(suffix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function differenceOf(from: Flat, to: Flat): Map<string, number | null> {
  const difference = new Map<string, number | null>();
  for (const [path, size] of to) if (from.get(path) !== size) difference.set(path, size);
  for (const path of from.keys()) if (!to.has(path)) difference.set(path, null);
  return difference;
}

function treeOf(flat: ReadonlyMap<string, number | null>): Tree {
  const root: Tree = {};
  for (const [path, size] of flat) {
    const parts = path.split("/");
    const last = parts.pop() ?? "";
    let folder = root;
    for (const part of parts) folder = (folder[`${part}/`] ??= {}) as Tree;
    folder[last] = size;
  }
  return root;
}

function leaves(tree: Tree, folder: string): [string, number | null][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "object" && value !== null
      ? leaves(value, folder + name)
      : [[folder + name, value] as [string, number | null]],
  );
}
