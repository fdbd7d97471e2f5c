/** The lock that uv's answers make. Pure. */

import { byCodeUnit, normalRequires, pinOf, type Lock, type RequirementSet } from "./lock.ts";
import type { Resolution } from "./resolve.ts";
import type { Wanted } from "./wanted.ts";

/** One answer of uv. */
export interface Resolved {
  /** `name==version`, perhaps with a marker. */
  readonly entries: readonly string[];
  readonly packages: Lock["packages"];
}

/** The lock with resolutions and their answers. Sets that came out alike become one. */
export function withResolved(lock: Lock, wanted: Wanted, resolved: readonly (Resolution & Resolved)[]): Lock {
  const asked = new Set(resolved.flatMap(({ targets }) => targets));
  const kept = wanted.complete ? [] : lock.build.flatMap((set) => stillGood(set, asked, wanted));
  const sets = new Map<string, RequirementSet>();
  const packages: Record<string, readonly string[]> = {};
  const add = (set: RequirementSet) => {
    const { targets, ...rest } = set;
    const key = JSON.stringify(rest);
    sets.set(key, { ...rest, targets: [...(sets.get(key)?.targets ?? []), ...targets].sort(byCodeUnit) });
  };
  for (const { targets, requires, dynamic, entries, packages: found } of resolved) {
    for (const [pin, hashes] of Object.entries(found)) {
      packages[pin] = [...new Set([...(packages[pin] ?? []), ...hashes])].sort(byCodeUnit);
    }
    add({ targets, requires, dynamic, packages: [...entries].sort(byCodeUnit) });
  }
  for (const set of kept) {
    add(set);
    for (const entry of set.packages) {
      const pin = pinOf(entry);
      packages[pin] ??= lock.packages[pin] ?? [];
    }
  }
  return { ...lock, build: [...sets.values()], packages };
}

/** Targets that this machine does not make keep their set as long as it answers the same question. */
function stillGood(set: RequirementSet, asked: ReadonlySet<string>, wanted: Wanted): RequirementSet[] {
  const targets = set.targets.filter((id) => !asked.has(id));
  const same = normalRequires(set.requires).join("\n") === wanted.requires.join("\n");
  return targets.length > 0 && same ? [{ ...set, targets }] : [];
}
