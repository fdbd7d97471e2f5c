/**
 * A release is killed at the boundaries that it has: calls that change the disk and requests, found by counting them. However it
 * was killed, the next run brings it to the same end, with every effect once. WHEELWAY_CRASH=each takes every boundary,
 * =all in every way; without it a sample.
 */

import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { CrashMode } from "../support/crash/boundaries.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { runRelease } from "../support/crash/release-run.ts";
import { everything, extent, sample, seed, seeded } from "../support/crash/seed.ts";
import { wrongs } from "../support/crash/verdict.ts";
import { crashWorld, runChild, type KillPoint } from "../support/crash/world.ts";

let programs: CrashPrograms;
let trace: readonly string[];
/** Far more than it takes, for machines that do other work too. */
const patience = 20 * 60_000;

beforeAll(async () => {
  programs = await bundleCrashPrograms();
  const world = await crashWorld();
  const whole = await runChild(programs, world.run());
  expect(whole.said).toBe("done");
  expect(await wrongs(world)).toEqual([]);
  trace = whole.trace;
  await world.close();
});
afterAll(() => programs.remove());

/** Kills the runs one after the other, lets one come to its end, and tells what is wrong then. */
async function killedAt(kills: readonly KillPoint[], options = {}): Promise<string[]> {
  const world = await crashWorld(options);
  const story = kills.map(({ at, mode }) => `${mode} ${at}`).join(", ");
  try {
    for (const [hour, kill] of kills.entries()) {
      const end = await runChild(programs, world.run(hour), kill);
      if (!end.killed && end.said !== "done") return [`${story}: run ${hour + 1}: ${end.said}`];
    }
    await runRelease(world.run(kills.length));
    return (await wrongs(world)).map((wrong) => `${story}: ${wrong}`);
  } catch (error) {
    return [`${story}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    await world.close();
  }
}

/** Where a power cut loses what a kill does not. */
const durable = /^(sync|rename|link|POST)/;

/** After a call is before the next one, but for requests, whose answer is read then. */
function modesOf(line: string): CrashMode[] {
  const modes: CrashMode[] = ["before"];
  if (/^(GET|POST)/.test(line) || everything) modes.push("after");
  if (line.endsWith("+half")) modes.push("half");
  if (durable.test(line)) modes.push("data", "names");
  return modes;
}

function firstKills(): readonly (readonly KillPoint[])[] {
  const cases = trace.flatMap((line, index) =>
    modesOf(line).map((mode) => ({ line, kills: [{ at: index + 1, mode }] })),
  );
  const uploads = cases.filter(({ line }) => line.startsWith("POST"));
  const others = cases.filter(({ line }) => !line.startsWith("POST"));
  const chosen = extent !== "sample" ? cases : [...uploads, ...sample(others, 40, seeded(seed))];
  return chosen.map(({ kills }) => kills);
}

async function all(cases: readonly (readonly KillPoint[])[]): Promise<string[]> {
  const limit = pLimit(3);
  const found = await Promise.all(cases.map((kills) => limit(() => killedAt(kills))));
  return found.flat();
}

it(
  "ends in the same state after a kill at a boundary, before it, after it, in the middle of it, and after a power cut",
  async () => {
    const cases = firstKills();
    const began = performance.now();
    const found = await all(cases);
    tell(`${trace.length} boundaries, ${cases.length} kills`, began);
    expect(found).toEqual([]);
    // Everything that the release is known to do must have been found.
    for (const part of [
      "POST /legacy/",
      "GET /simple/demo/",
      "sync demo-1.0/journal.jsonl",
      "rename demo-1.0/dist",
    ])
      expect(trace.some((line) => line.startsWith(part))).toBe(true);
  },
  patience,
);

it(
  "ends in the same state where the resume is killed too, and the resume of that",
  async () => {
    const random = seeded(seed);
    const pick = (): KillPoint => {
      const at = 1 + Math.floor(random() * trace.length);
      const modes = modesOf(trace[at - 1] ?? "");
      return { at, mode: modes[Math.floor(random() * modes.length)] ?? "before" };
    };
    const cases = Array.from({ length: extent === "sample" ? 8 : 40 }, (_, n) =>
      Array.from({ length: n % 3 === 0 ? 3 : 2 }, pick),
    );
    const began = performance.now();
    const found = await all(cases);
    tell(`${cases.length} releases killed two or three times, seed ${seed}`, began);
    expect(found).toEqual([]);
  },
  patience,
);

function tell(what: string, began: number): void {
  console.log(`crash matrix: ${what}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
