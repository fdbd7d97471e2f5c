/** The columns of the matrix: one an architecture of a system, split by policy only where one row has wheels for two. */

import { comparePlaces, comparePolicies, placeOf, type Place } from "./place.ts";
import type { Placed } from "./model.ts";

export interface Column {
  /** System and architecture, with the oldest policy in it. */
  readonly place: Place;
  /** "x86_64"; "arm64 14.0+" where the column is split. */
  readonly label: string;
  /** Oldest and newest policy of the wheels in it: "2.17", "2.17 to 2.28"; "" where there is none. */
  readonly policies: string;
}

export function columnsOf(placed: readonly Placed[]): Column[] {
  const byPlace = new Map<string, Placed[]>();
  for (const one of placed) {
    if (!one.place) continue;
    const key = placeKey(one.place);
    byPlace.set(key, [...(byPlace.get(key) ?? []), one]);
  }
  const own = [...byPlace.values()].flatMap(split);
  const reached = new Map<string, Column>();
  for (const place of placed.flatMap(secondPlaces)) {
    const key = placeKey(place);
    if (!byPlace.has(key)) reached.set(key, { place, label: place.architecture, policies: "" });
  }
  return [...own, ...reached.values()].sort((a, b) => comparePlaces(a.place, b.place));
}

/** Where else a wheel runs, as one for manylinux and musllinux does: a column without a wheel of its own shows it. */
function secondPlaces({ name, place: home }: Placed): Place[] {
  if (!name || !home || home.architecture === "universal2") return [];
  return name.platforms.flatMap((tag) => placeOf(tag) ?? []);
}

/** Cuts the policies, oldest first, wherever one row would have a second wheel in the same column. */
function split(placed: readonly Placed[]): Column[] {
  const there = placed.filter(({ entry }) => entry.kind === "present");
  const sorted = [...(there.length > 0 ? there : placed)].sort((a, b) =>
    comparePolicies(policyOf(a), policyOf(b)),
  );
  const parts: Placed[][] = [];
  let taken = new Set<string>();
  for (const policy of distinct(sorted.map(policyOf))) {
    const same = sorted.filter((one) => comparePolicies(policyOf(one), policy) === 0);
    const clash = same.some(({ python }) => taken.has(python.label));
    if (parts.length === 0 || clash) {
      parts.push([]);
      taken = new Set();
    }
    parts.at(-1)?.push(...same);
    for (const { python } of same) taken.add(python.label);
  }
  return parts.map((part): Column => {
    const [place] = part.flatMap((one) => one.place ?? []);
    if (!place) throw new Error("a column without a place");
    const policies = distinct(part.map(policyOf));
    const label =
      parts.length > 1 ? `${place.architecture} ${policyText(place.policy)}+` : place.architecture;
    return { place, label, policies: range(policies) };
  });
}

function policyOf({ place }: Placed): readonly number[] {
  return place?.policy ?? [];
}

function distinct(policies: readonly (readonly number[])[]): (readonly number[])[] {
  return [...new Map(policies.map((policy) => [policy.join("."), policy])).values()];
}

/** "2.28", "10.9"; macOS counts by whole numbers since 11. */
function policyText(policy: readonly number[]): string {
  const [major = 0, minor] = policy;
  return policy.length === 2 && major >= 11 && major < 100 && minor === 0 ? String(major) : policy.join(".");
}

function range(policies: readonly (readonly number[])[]): string {
  const [oldest = [], newest = oldest] = [policies[0], policies.at(-1)];
  return comparePolicies(oldest, newest) === 0
    ? policyText(oldest)
    : `${policyText(oldest)} to ${policyText(newest)}`;
}

/** Finds the column of a place: the last of its system and architecture that is not newer, the oldest where all are. */
export function findColumn(columns: readonly Column[]): (place: Place) => number {
  const byKey = new Map<string, { readonly place: Place; readonly index: number }[]>();
  columns.forEach(({ place }, index) => {
    const key = placeKey(place);
    byKey.set(key, [...(byKey.get(key) ?? []), { place, index }]);
  });
  return (place) => {
    const same = byKey.get(placeKey(place)) ?? [];
    const older = same.filter((column) => comparePolicies(column.place.policy, place.policy) <= 0);
    return (older.at(-1) ?? same[0])?.index ?? columns.length;
  };
}

/** Whatever the policy: system and architecture. */
export function placeKey({ group, architecture }: Pick<Place, "group" | "architecture">): string {
  return `${group} ${architecture}`;
}
