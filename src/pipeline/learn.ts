/** Learns from the wheels that came out which kind of wheel each interpreter family gives. */

import type { KindFact, Kinds } from "../plan/assign.ts";
import { compareInterpreters, familyOf, type Family } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import { kindOf, type WheelName } from "../tags/wheel-name.ts";

export interface BuiltWheel {
  readonly target: Target;
  readonly name: WheelName;
}

/**
 * Facts of every family of `built`. A family with an abi3 wheel is an abi3 family from that wheel's Python on, even
 * where its older interpreters give one wheel a version.
 */
export function learnKinds(built: readonly BuiltWheel[]): Kinds {
  const families = new Map<Family, BuiltWheel[]>();
  for (const wheel of built) {
    const family = familyOf(wheel.target.interpreter);
    families.set(family, [...(families.get(family) ?? []), wheel]);
  }
  return Object.fromEntries([...families].map(([family, wheels]) => [family, learnFamily(wheels)]));
}

function learnFamily(wheels: readonly BuiltWheel[]): KindFact {
  const sorted = [...wheels].sort((a, b) => compareInterpreters(a.target.interpreter, b.target.interpreter));
  const stable = sorted.find(({ name }) => ["abi3", "abi3t"].includes(kindOf(name)));
  if (!stable) {
    const kinds = sorted.map(({ name }) => kindOf(name));
    // One Python that gives a pure wheel beside others with machine code is judged later, not learned.
    return { kind: kinds.find((kind) => kind !== "pure") ?? "pure" };
  }
  const from = stable.name.pythons.find((python) => /^cp\d+$/.test(python));
  return { kind: kindOf(stable.name), ...(from === undefined ? {} : { from }) };
}

/** Families of which nothing is known are taken as this; as one wheel a version where their probe failed. */
export function assumeKinds(
  targets: readonly Target[],
  known: Kinds,
  kind: KindFact["kind"] = "version",
): Kinds {
  const assumed = targets.map((target) => [familyOf(target.interpreter), { kind }] as const);
  return { ...Object.fromEntries(assumed), ...known };
}
