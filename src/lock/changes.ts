/** What changed between two locks, for people: `wheelway lock` shows it. Pure. */

import { byCodeUnit, pinOf, type Lock } from "./lock.ts";

export interface Change {
  readonly what: "package" | "image" | "tool" | "target" | "fact";
  /** Package, image reference, tool or interpreter family; empty for targets. */
  readonly name: string;
  /** `undefined`: it is new. */
  readonly from: string | undefined;
  /** `undefined`: it is gone. */
  readonly to: string | undefined;
  /** Packages: the targets for which it changed. Targets: those that came, or went. Otherwise empty. */
  readonly targets: readonly string[];
}

/** Sorted by kind and name. A version that changed for many targets alike is one change. */
export function changesBetween(before: Lock, after: Lock): Change[] {
  return [
    ...packageChanges(before, after),
    ...compare("image", before.images, after.images),
    ...compare("tool", toolVersions(before), toolVersions(after)),
    ...compare("fact", kinds(before), kinds(after)),
  ];
}

/** `cffi 2.0.0 -> 2.1.1 (cp310-win_amd64 and 11 more)`. */
export function describeChange({ what, name, from, to, targets }: Change): string {
  if (what === "target")
    return `${to === undefined ? "no longer locked" : "newly locked"}: ${some(targets, 4)}`;
  const where = targets.length === 0 ? "" : ` (${some(targets, 1)})`;
  const prefix = what === "package" ? "" : `${what} `;
  if (from === undefined) return `${prefix}${name} ${short(to)} added${where}`;
  if (to === undefined) return `${prefix}${name} ${short(from)} removed${where}`;
  return `${prefix}${name} ${short(from)} -> ${short(to)}${where}`;
}

function some(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

function packageChanges(before: Lock, after: Lock): Change[] {
  const old = byTarget(before);
  const now = byTarget(after);
  const both = [...now.keys()].filter((id) => old.has(id)).sort(byCodeUnit);
  const packages = new Map<string, Change>();
  for (const id of both) {
    for (const change of compare("package", old.get(id) ?? {}, now.get(id) ?? {})) {
      const key = JSON.stringify([change.name, change.from, change.to]);
      packages.set(key, { ...change, targets: [...(packages.get(key)?.targets ?? []), id] });
    }
  }
  const sorted = [...packages.entries()].sort(([a], [b]) => byCodeUnit(a, b)).map(([, change]) => change);
  return [...targetChanges([...old.keys()], [...now.keys()]), ...sorted];
}

/** Targets that come or go: not one change a package. */
function targetChanges(before: readonly string[], after: readonly string[]): Change[] {
  const gone = before.filter((id) => !after.includes(id)).sort(byCodeUnit);
  const come = after.filter((id) => !before.includes(id)).sort(byCodeUnit);
  const change = { what: "target", name: "" } as const;
  return [
    ...(come.length > 0 ? [{ ...change, from: undefined, to: "locked", targets: come }] : []),
    ...(gone.length > 0 ? [{ ...change, from: "locked", to: undefined, targets: gone }] : []),
  ];
}

/** Target -> package -> version; several versions where markers decide. */
function byTarget(lock: Lock): Map<string, Record<string, string>> {
  return new Map(
    lock.build.flatMap(({ targets, packages }) => {
      const versions = versionsOf(packages.map(pinOf));
      return targets.map((id): [string, Record<string, string>] => [id, versions]);
    }),
  );
}

function toolVersions(lock: Lock): Record<string, string> {
  return versionsOf(Object.values(lock.tools).flatMap(({ packages }) => packages));
}

function versionsOf(pins: readonly string[]): Record<string, string> {
  const versions = new Map<string, Set<string>>();
  for (const pin of pins) {
    const [name = pin, version = ""] = pin.split(/==| @ /);
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return Object.fromEntries(
    [...versions].map(([name, all]) => [name, [...all].sort(byCodeUnit).join(" / ")]),
  );
}

function kinds(lock: Lock): Record<string, string> {
  const facts = Object.entries(lock.facts.kinds);
  return Object.fromEntries(
    facts.map(([family, { kind, from }]) => [family, from ? `${kind} from ${from}` : kind]),
  );
}

function compare(
  what: Change["what"],
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodeUnit);
  return names
    .map((name): Change => ({ what, name, from: before[name], to: after[name], targets: [] }))
    .filter(({ from, to }) => from !== to);
}

/** Digests as people compare them. */
function short(value: string | undefined): string {
  return (value ?? "").replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, "$1");
}
