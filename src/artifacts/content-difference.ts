/** Two contents that should be the same: where they begin to differ, and what the place looks like. */

import type { Variation } from "../plan/task.ts";

/** What differing text resembles; a guess, not a proof. */
export type Look = "time" | "random" | "order" | Extract<Variation, "path" | "host-name">;

export interface ContentDifference {
  /** Bytes from the beginning. */
  readonly offset: number;
  readonly looks: readonly Look[];
}

/** What is known of the two builds; other facts of them are ignored. */
export interface Ran {
  readonly path: string;
  readonly "host-name": string;
  /** Seconds since 1970. */
  readonly started: number;
}

/** Characters of a line, before and after the place, that are looked at. */
const reach = 200;

/** `undefined` where there is no difference. */
export function contentDifference(
  first: Buffer,
  second: Buffer,
  ran: { readonly first: Ran; readonly second: Ran },
): ContentDifference | undefined {
  const offset = firstDifference(first, second);
  if (offset === undefined) return undefined;
  const [one, two] = [around(first, offset), around(second, offset)];
  const looks: Look[] = [];
  for (const name of ["path", "host-name"] as const) {
    const differs = ran.first[name] !== ran.second[name];
    if (differs && one.includes(ran.first[name]) && two.includes(ran.second[name])) looks.push(name);
  }
  if (isReordered(first.toString("latin1"), second.toString("latin1"))) looks.push("order");
  if (differs(timesIn(one, ran.first.started), timesIn(two, ran.second.started))) looks.push("time");
  else if (looks.length === 0 && differs(randomIn(one), randomIn(two))) looks.push("random");
  return { offset, looks };
}

function firstDifference(first: Buffer, second: Buffer): number | undefined {
  const shorter = Math.min(first.length, second.length);
  for (let at = 0; at < shorter; at += 1) if (first[at] !== second[at]) return at;
  return first.length === second.length ? undefined : shorter;
}

/** The line, or in machine code the string, around a place. */
function around(content: Buffer, offset: number): string {
  const text = content.subarray(Math.max(0, offset - reach), offset + reach).toString("latin1");
  const at = Math.min(offset, reach);
  const before = /[^\n\r\0]*$/.exec(text.slice(0, at))?.[0] ?? "";
  return before + (/^[^\n\r\0]*/.exec(text.slice(at))?.[0] ?? "");
}

function differs(first: readonly string[], second: readonly string[]): boolean {
  return first.length > 0 && second.length > 0 && first.join() !== second.join();
}

/** The same lines, or the same words, one after the other in another order. */
function isReordered(first: string, second: string): boolean {
  const same = (split: RegExp) =>
    first.split(split).sort().join("\n") === second.split(split).sort().join("\n");
  return first.length === second.length && (same(/\r?\n/) || same(/[\s,;:'"()[\]{}]+/));
}

const twoDays = 2 * 24 * 3600;

/** Dates, times of day, and numbers that are the time of the build in seconds, or in smaller units. */
function timesIn(text: string, started: number): string[] {
  const written = [
    ...text.matchAll(/\b(?:19|20)\d\d[-/]?[01]\d[-/]?[0-3]\d\b|\b[0-2]?\d:[0-5]\d(?::[0-5]\d)?/g),
    ...text.matchAll(/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* +\d{1,2}\b/g),
  ].map(([match]) => match);
  const counted = [...text.matchAll(/\d{10,19}/g)]
    .map(([digits]) => digits)
    .filter((digits) => [10, 13, 16, 19].includes(digits.length))
    .filter((digits) => Math.abs(Number(digits.slice(0, 10)) - started) < twoDays);
  return [...written, ...counted];
}

/** Long words of hexadecimal digits (also UUIDs), and others that mix cases and digits. */
function randomIn(text: string): string[] {
  return [...text.matchAll(/[\w+/-]{12,}={0,2}/g)]
    .map(([word]) => word)
    .filter(
      (word) => /^[\da-f-]+$/i.test(word) || (/[a-z]/.test(word) && /[A-Z]/.test(word)) || /\d/.test(word),
    );
}
