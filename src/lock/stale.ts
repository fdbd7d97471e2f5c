/** Does wheelway.lock fit the project? Pure. */

import { WheelwayError } from "../errors.ts";
import type { Kinds } from "../plan/assign.ts";
import type { Target } from "../tags/target.ts";
import { dynamicFor } from "./facts.ts";
import { isLocked, normalRequires, type Lock, type RequirementSet } from "./lock.ts";
import { setFor } from "./lookup.ts";
import { toolLists, type ToolSet } from "./tools.ts";
import type { Wanted } from "./wanted.ts";

export interface Stale {
  readonly what: "lock" | "image" | "target" | "requires" | "dynamic" | "tools" | "facts";
  /** One sentence without a full stop. */
  readonly detail: string;
  /** The one command that mends it. */
  readonly mend: "wheelway lock" | "wheelway lock --update facts";
}

/**
 * Everything in the lock that does not fit; empty where it does. `observed` are kinds of wheels that a build has just
 * shown. A lock with nothing in it gives one entry, not one a target.
 */
export function staleness(lock: Lock, wanted: Wanted, observed: Kinds = {}): Stale[] {
  if (!isLocked(lock)) return [stale("lock", "there is no wheelway.lock, or nothing is locked in it")];
  return [
    ...wanted.images
      .filter((reference) => lock.images[reference] === undefined)
      .map((reference) => stale("image", `the digest of ${reference} is not locked`)),
    ...staleSets(lock, wanted),
    ...Object.entries(toolLists)
      .filter(([name, list]) => isOther(lock, name as ToolSet, list.digest))
      .map(([name]) => stale("tools", `this version of Wheelway has other ${name} tools`)),
    ...contradictions(lock, observed),
  ];
}

/** A lock of a version that did not cross-compile has no list of these tools, and is none the worse for it. */
function isOther({ tools }: Lock, name: ToolSet, digest: string): boolean {
  const locked = tools[name]?.digest;
  return locked !== digest && (name !== "cross" || locked !== undefined);
}

/** For `--locked`: throws `lock-stale` with everything that is stale. */
export function refuseStale(stale: readonly Stale[]): void {
  const [first] = stale;
  if (!first) return;
  // The longer command does what the shorter does.
  const mendAll = stale.find(({ mend }) => mend !== "wheelway lock")?.mend ?? "wheelway lock";
  throw new WheelwayError("lock-stale", {
    message: first.what === "lock" ? first.detail : "wheelway.lock does not fit the project",
    ...(first.what === "lock" ? {} : { why: stale.map(({ detail }) => detail).join("\n") }),
    next: `Run \`${mendAll}\` and commit wheelway.lock.`,
  });
}

function staleSets(lock: Lock, wanted: Wanted): Stale[] {
  const sets = [
    { id: "sdist", dynamic: dynamicFor(lock.facts, "sdist") },
    ...wanted.targets.map((target: Target) => ({
      id: target.id,
      dynamic: dynamicFor(lock.facts, target.platform.system),
    })),
  ];
  const missing: string[] = [];
  const changed = new Map<string, Stale>();
  for (const { id, dynamic } of sets) {
    const set = setFor(lock, id);
    if (!set) missing.push(id);
    // One sentence for all the targets that a change of pyproject.toml touches.
    else for (const one of changesOf(set, wanted, dynamic)) changed.set(one.detail, one);
  }
  const several = missing.length > 1 ? `${missing.length} targets have` : "";
  const detail = `${several || `${missing[0] ?? ""} has`} no build requirements in the lock${
    missing.length > 1 ? `: ${listed(missing)}` : ""
  }`;
  return [...changed.values(), ...(missing.length > 0 ? [stale("target", detail)] : [])];
}

function changesOf(set: RequirementSet, wanted: Wanted, dynamic: readonly string[]): Stale[] {
  const difference = (now: readonly string[], then: readonly string[]) => {
    const added = now.filter((one) => !then.includes(one)).map((one) => `+ ${one}`);
    const removed = then.filter((one) => !now.includes(one)).map((one) => `- ${one}`);
    return [...added, ...removed].join(", ");
  };
  const requires = difference(wanted.requires, normalRequires(set.requires));
  const asked = difference(dynamic, normalRequires(set.dynamic));
  return [
    ...(requires ? [stale("requires", `build-system.requires has changed (${requires})`)] : []),
    ...(asked ? [stale("dynamic", `the build back end asks for other requirements (${asked})`)] : []),
  ];
}

function contradictions(lock: Lock, observed: Kinds): Stale[] {
  return Object.entries(observed).flatMap(([family, fact]) => {
    const known = lock.facts.kinds[family as keyof Kinds];
    if (!known || (known.kind === fact.kind && known.from === fact.from)) return [];
    const show = ({ kind, from }: typeof known) => (from === undefined ? kind : `${kind} from ${from} on`);
    return [stale("facts", `${family} wheels came out as ${show(fact)}, the lock has ${show(known)}`)];
  });
}

function listed(ids: readonly string[]): string {
  const shown = ids.slice(0, 6).join(", ");
  return ids.length > 6 ? `${shown} and ${ids.length - 6} more` : shown;
}

function stale(what: Stale["what"], detail: string): Stale {
  return { what, detail, mend: what === "facts" ? "wheelway lock --update facts" : "wheelway lock" };
}
