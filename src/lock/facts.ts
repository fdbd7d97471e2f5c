/** What building a project teaches about it, put into the lock. */

import type { Kinds } from "../plan/assign.ts";
import type { System } from "../tags/platform.ts";
import { crossCompiler } from "./tools.ts";
import { normalRequires, type DynamicRequires, type Facts, type Lock } from "./lock.ts";

/** The lock with what was learned of the kinds of wheels; what is known of other families stays. */
export function withKinds(lock: Lock, kinds: Kinds): Lock {
  return withFacts(lock, { kinds: { ...lock.facts.kinds, ...kinds } });
}

/**
 * The lock with dynamic build requirements that a back end asked for. They only grow: a back end asks for CMake where
 * the machine has none, and the lock has to serve that machine as well as the one where it stayed silent.
 */
export function withDynamic(
  lock: Lock,
  system: System,
  kind: keyof DynamicRequires,
  asked: readonly string[],
): Lock {
  const known = lock.facts.dynamic[system] ?? { sdist: [], wheel: [] };
  const requires = { ...known, [kind]: normalRequires([...known[kind], ...asked]) };
  return withFacts(lock, { dynamic: { ...lock.facts.dynamic, [system]: requires } });
}

/**
 * The lock with the platforms that had to be emulated after all. What was said of one that was cross-compiled now is
 * forgotten.
 */
export function withEmulated(
  lock: Lock,
  emulated: Readonly<Record<string, string>>,
  crossed: readonly string[],
): Lock {
  const kept = Object.entries(lock.facts.emulated).filter(([platform]) => !crossed.includes(platform));
  const found = Object.entries(emulated).map(([platform, why]) => [
    platform,
    { why, compiler: crossCompiler },
  ]);
  return withFacts(lock, { emulated: Object.fromEntries([...kept, ...found]) as Facts["emulated"] });
}

/** Known dynamic requirements of a target's system; for the sdist, those of every system. */
export function dynamicFor(facts: Facts, system: System | "sdist"): string[] {
  if (system !== "sdist") return normalRequires(facts.dynamic[system]?.wheel ?? []);
  return normalRequires(Object.values(facts.dynamic).flatMap(({ sdist }) => sdist));
}

function withFacts(lock: Lock, facts: Partial<Facts>): Lock {
  return { ...lock, facts: { ...lock.facts, ...facts } };
}
