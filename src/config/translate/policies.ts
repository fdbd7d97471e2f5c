/** Which platform the configuration asks for, where Pythons of one system and architecture have different policies. */

import { makeTarget } from "../../tags/target.ts";
import type { Platform } from "../../tags/platform.ts";
import type { Draft } from "./draft.ts";

/**
 * Draft -> name of the platform to ask for. Where each Python has one policy, most decide and an override gives the
 * others theirs; where a Python has several wheels, all the policies are platforms of their own.
 */
export function askedPlatforms(drafts: readonly Draft[]): ReadonlyMap<Draft, string> {
  const asked = new Map<Draft, string>();
  for (const slot of groupBy(drafts, ({ platform }) => slotOf(platform)).values()) {
    const interpreters = new Set(slot.map(({ interpreter }) => interpreter.name));
    const several = interpreters.size < new Set(slot.map(idOf)).size;
    const most = mostCommon(slot.map(({ platform }) => platform.name));
    // Deployment targets are lower bounds of the interpreters: the newest holds for all (an older tag meets it).
    const newest = slot.every(({ platform }) => platform.system === "macos") ? newestOf(slot) : undefined;
    for (const draft of slot) asked.set(draft, newest ?? (several ? draft.platform.name : most));
  }
  return asked;
}

function slotOf({ system, libc, architecture }: Platform): string {
  return `${system} ${libc ?? ""} ${architecture}`;
}

function idOf({ interpreter, platform }: Draft): string {
  return makeTarget(interpreter, platform).id;
}

function newestOf(drafts: readonly Draft[]): string | undefined {
  const rank = ({ version }: Platform) => (version?.[0] ?? 0) * 100 + (version?.[1] ?? 0);
  return drafts.map(({ platform }) => platform).sort((a, b) => rank(b) - rank(a))[0]?.name;
}

/** The first of the most frequent. */
export function mostCommon(values: readonly string[]): string {
  const counts = [...groupBy(values, (value) => value)].map(([value, all]) => ({ value, count: all.length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.value ?? "";
}

export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
