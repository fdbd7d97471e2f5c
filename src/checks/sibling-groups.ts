/** The wheels of one release, each in its place in the matrix, with its members under normalised names. */

import type { Member, Wheel } from "../artifacts/archive.ts";
import { normalPath, type MemberSort } from "../artifacts/normal-path.ts";
import { quoted } from "../artifacts/refusal.ts";
import { cellOf, type Cell } from "../tags/cell.ts";
import { kindOf } from "../tags/wheel-name.ts";

export interface NormalMember {
  readonly sort: MemberSort;
  readonly member: Member;
}

export interface Sibling {
  readonly wheel: Wheel;
  readonly cell: Cell;
  /** By normalised path. */
  readonly members: ReadonlyMap<string, NormalMember>;
}

/** Wheels for one platform each; a pure wheel beside them is made to be different. */
export function siblingsOf(wheels: readonly Wheel[]): Sibling[] {
  return wheels.filter((wheel) => kindOf(wheel.name) !== "pure").map(siblingOf);
}

export function siblingOf(wheel: Wheel): Sibling {
  const members = new Map<string, NormalMember>();
  for (const member of wheel.members) {
    const normal = normalPath(member.path, wheel.distInfo);
    if (normal) members.set(normal.path, { sort: normal.sort, member });
  }
  return { wheel, cell: cellOf(wheel.name), members };
}

/** What stands around one wheel in the matrix; the wheel itself is in none of them. */
export interface Surroundings {
  /** Same Python, other platforms. */
  readonly row: readonly Sibling[];
  /** Same platform, other Pythons. */
  readonly column: readonly Sibling[];
  /** Of the row: the same operating system. */
  readonly nearRow: readonly Sibling[];
  /** Of the column: the same family of interpreters. */
  readonly nearColumn: readonly Sibling[];
}

export function surroundings(one: Sibling, all: readonly Sibling[]): Surroundings {
  const { python, platform } = one.cell;
  const row = all.filter(
    ({ cell }) => cell.python.label === python.label && cell.platform.label !== platform.label,
  );
  const column = all.filter(
    ({ cell }) => cell.platform.label === platform.label && cell.python.label !== python.label,
  );
  return {
    row,
    column,
    nearRow: row.filter(({ cell }) => cell.platform.system === platform.system),
    nearColumn: column.filter(({ cell }) => cell.python.family === python.family),
  };
}

export function share<T>(list: readonly T[], is: (one: T) => boolean): number {
  return list.length === 0 ? 0 : list.filter(is).length / list.length;
}

/** A name out of an archive as it may be printed: quoted where it holds what a terminal would not show as it is. */
export function shown(name: string): string {
  const text = quoted(name);
  return text === `"${name}"` ? name : text;
}

/** "a", "a and b", "a, b and 3 more". */
export function someOf(all: readonly string[], most = 3): string {
  const names = all.map(shown);
  if (names.length <= most) {
    const [last, ...before] = [...names].reverse();
    return before.length === 0 ? (last ?? "") : `${before.reverse().join(", ")} and ${last ?? ""}`;
  }
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
