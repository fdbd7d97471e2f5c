/** Which target builds the wheel that serves a target: one a version, one for all (abi3), one for everything (pure). */

import { compareInterpreters, familyOf, parseInterpreter, type Family } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import type { WheelKind } from "../tags/wheel-name.ts";

/** What was learned of one interpreter family. */
export interface KindFact {
  readonly kind: WheelKind;
  /** abi3 and abi3t: the oldest interpreter that gives such a wheel (`cp39`); older ones give one a version. */
  readonly from?: string;
}

export type Kinds = Readonly<Partial<Record<Family, KindFact>>>;

export interface Assignment {
  readonly target: Target;
  /** The target whose wheel serves this one. `undefined`: its family has to be learned first. */
  readonly builtBy: Target | undefined;
  readonly kind: WheelKind | undefined;
}

/**
 * `targets` are sorted with the best builder of each platform's oldest interpreter first; `native` tells which are
 * not emulated, since a pure wheel is best built there.
 */
export function assignWheels(
  targets: readonly Target[],
  kinds: Kinds,
  native: (target: Target) => boolean,
): Assignment[] {
  return targets.map((target) => {
    const fact = kinds[familyOf(target.interpreter)];
    if (!fact) return { target, builtBy: undefined, kind: undefined };
    return { target, ...builder(target, fact, targets, kinds, native) };
  });
}

/** Targets to build first, so that their wheels tell the kind of each family: the oldest interpreter, natively. */
export function probes(
  targets: readonly Target[],
  kinds: Kinds,
  native: (target: Target) => boolean,
): Target[] {
  const unknown = targets.filter((target) => !kinds[familyOf(target.interpreter)]);
  const families = [...new Set(unknown.map((target) => familyOf(target.interpreter)))];
  return families.flatMap(
    (family) =>
      best(
        unknown.filter((t) => familyOf(t.interpreter) === family),
        native,
      ) ?? [],
  );
}

function builder(
  target: Target,
  fact: KindFact,
  targets: readonly Target[],
  kinds: Kinds,
  native: (target: Target) => boolean,
): { builtBy: Target; kind: WheelKind } {
  const family = familyOf(target.interpreter);
  const sameFamily = (t: Target) => familyOf(t.interpreter) === family;
  const samePlatform = (t: Target) => t.platform.name === target.platform.name;
  const first = (candidates: readonly Target[]) => best(candidates, native) ?? target;
  switch (fact.kind) {
    case "version":
      return { builtBy: target, kind: "version" };
    case "abi3":
    case "abi3t": {
      const from = fact.from === undefined ? undefined : parseInterpreter(fact.from);
      const within = (t: Target) =>
        !from || t.interpreter.major > from.major || t.interpreter.minor >= from.minor;
      if (!within(target)) return { builtBy: target, kind: "version" };
      const builtBy = first(targets.filter((t) => sameFamily(t) && samePlatform(t) && within(t)));
      return { builtBy, kind: fact.kind };
    }
    case "py3-platform": {
      const alike = targets.filter(
        (t) => samePlatform(t) && kinds[familyOf(t.interpreter)]?.kind === "py3-platform",
      );
      return { builtBy: first(alike), kind: "py3-platform" };
    }
    case "pure": {
      const alike = targets.filter((t) => kinds[familyOf(t.interpreter)]?.kind === "pure");
      return { builtBy: first(alike), kind: "pure" };
    }
  }
}

/** Native before emulated, then the oldest interpreter, then the platform's name: the same on every machine. */
function best(candidates: readonly Target[], native: (target: Target) => boolean): Target | undefined {
  return [...candidates].sort(
    (a, b) =>
      Number(native(b)) - Number(native(a)) ||
      compareInterpreters(a.interpreter, b.interpreter) ||
      a.platform.name.localeCompare(b.platform.name, "en"),
  )[0];
}
