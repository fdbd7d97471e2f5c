/** Where two archives that should be the same begin to differ. */

import type { Member, Sdist, Wheel } from "./archive.ts";

export type Difference =
  /** A member that only one of them has. */
  | { readonly kind: "missing"; readonly member: string; readonly from: "first" | "second" }
  | { readonly kind: "content"; readonly member: string }
  /** A file in one, a link in the other; or executable in one only. */
  | { readonly kind: "mode"; readonly member: string }
  | { readonly kind: "time"; readonly member: string }
  /** The same members in another order: the first that stands elsewhere. */
  | { readonly kind: "order"; readonly member: string }
  /** Every member is the same: the packing differs. */
  | { readonly kind: "compression" };

export interface Differences {
  /** In the order of the first archive. */
  readonly first: Difference;
  /** How many members differ. */
  readonly members: number;
}

/**
 * What differs between two archives whose bytes do; both read with digests. RECORD comes last, since it differs wherever
 * anything does.
 */
export function differencesOf(first: Wheel | Sdist, second: Wheel | Sdist): Differences {
  const others = new Map(second.members.map((member) => [member.path, member]));
  const found = first.members.flatMap((member) => differenceOf(member, others.get(member.path)) ?? []);
  const known = new Set(first.members.map(({ path }) => path));
  for (const { path } of second.members)
    if (!known.has(path)) found.push({ kind: "missing", member: path, from: "first" });
  const record = first.kind === "wheel" ? `${first.distInfo}/RECORD` : undefined;
  const [one] = [
    ...found.filter((difference) => memberOf(difference) !== record),
    ...found,
    ...orderOf(first.members, second.members),
  ];
  return { first: one ?? { kind: "compression" }, members: found.length };
}

export function memberOf(difference: Difference): string | undefined {
  return difference.kind === "compression" ? undefined : difference.member;
}

function differenceOf(one: Member, other: Member | undefined): Difference | undefined {
  const member = one.path;
  if (!other) return { kind: "missing", member, from: "second" };
  if (one.kind !== other.kind || one.executable !== other.executable) return { kind: "mode", member };
  if (one.sha256 !== other.sha256 || one.size !== other.size) return { kind: "content", member };
  return one.mtime === other.mtime ? undefined : { kind: "time", member };
}

function orderOf(first: readonly Member[], second: readonly Member[]): Difference[] {
  const at = first.findIndex(({ path }, index) => path !== second[index]?.path);
  const member = first[at]?.path;
  return member === undefined ? [] : [{ kind: "order", member }];
}
