/**
 * A release from a checkout is killed at the boundaries that it has: calls that change the disk, requests, and runs of git. The
 * next run brings remote, forge and both indexes to the same end, with every effect once. WHEELWAY_CRASH=each takes every boundary
 * in one way, =all in every way; without it those that change something outside, and some of the others.
 */

import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJournal } from "../../src/release/journal-file.ts";
import type { CrashMode } from "../support/crash/boundaries.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { runCheckout } from "../support/crash/checkout-run.ts";
import { checkoutWorld, type CheckoutWorld } from "../support/crash/checkout-world.ts";
import { everything, extent, sample, seed, seeded } from "../support/crash/seed.ts";
import { startProgram, type KillPoint } from "../support/crash/world.ts";

/** Far more than it takes, for machines that do other work too. */
const patience = 90 * 60_000;
let programs: CrashPrograms;
let trace: readonly string[];

beforeAll(async () => {
  programs = await bundleCrashPrograms();
  const world = await checkoutWorld();
  const whole = await startProgram(programs, programOf(world.run(), world.folder)).end;
  expect(whole.said).toBe("done");
  expect(world.wrongs()).toEqual([]);
  trace = whole.trace;
  await world.close();
});
afterAll(() => programs.remove());

function programOf(run: object, home: string) {
  return { program: programs.checkoutChild, home, run };
}

async function killedAt(kills: readonly KillPoint[]): Promise<string[]> {
  const world = await checkoutWorld();
  const story = kills.map(({ at, mode }) => `${mode} ${at} (${trace[at - 1] ?? ""})`).join(", ");
  try {
    let ended = false;
    for (const [hour, kill] of kills.entries()) {
      // What is closed is not begun again.
      if (ended || (await isClosed(world))) break;
      const end = await startProgram(programs, programOf(world.run(hour), world.folder), kill).end;
      if (!end.killed && end.said !== "done") return [`${story}: run ${hour + 1}: ${end.said}`];
      ended = !end.killed;
      // A git that was started goes on without the one who started it.
      await sleep(150);
    }
    if (!ended && !(await isClosed(world))) await runCheckout(world.run(kills.length));
    const { torn } = await readJournal(world.journal);
    return [...world.wrongs(), ...(torn > 0 ? ["the journal is torn"] : [])].map(
      (wrong) => `${story}: ${wrong}`,
    );
  } catch (error) {
    return [`${story}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    await world.close();
  }
}

async function isClosed({ journal }: CheckoutWorld): Promise<boolean> {
  return (await readJournal(journal)).entries.some(({ type }) => type === "closed");
}

/** What others see. */
const outside = /^(POST|PATCH|PUT|DELETE)|^spawn git (push|commit|tag|add)/;

function modesOf(line: string): readonly CrashMode[] {
  const half: readonly CrashMode[] = line.endsWith("+half") ? ["half"] : [];
  const cut: readonly CrashMode[] = /^(sync|rename|link|POST|PATCH)/.test(line) ? ["data", "names"] : [];
  return ["before", ...half, ...cut, "after"];
}

function firstKills(): readonly (readonly KillPoint[])[] {
  const points = trace.map((line, index) => ({ line, at: index + 1, modes: modesOf(line) }));
  if (everything) return points.flatMap(({ at, modes }) => modes.map((mode) => [{ at, mode }]));
  const random = seeded(seed);
  const others = points.filter(({ line }) => !outside.test(line));
  const some = [...points.filter(({ line }) => outside.test(line)), ...sample(others, 10, random)];
  const chosen = extent === "each" ? points : some;
  return chosen.map(({ at, modes }) => [
    { at, mode: modes[Math.floor(random() * modes.length)] ?? "before" },
  ]);
}

async function all(cases: readonly (readonly KillPoint[])[], what: string): Promise<void> {
  const began = performance.now();
  const limit = pLimit(3);
  const found = await Promise.all(cases.map((kills) => limit(() => killedAt(kills))));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(
    `crash matrix of a checkout: ${trace.length} boundaries, ${cases.length} ${what}, ${seconds} s`,
  );
  expect(found.flat()).toEqual([]);
}

it(
  "ends in the same state, at the remote, the forge and both indexes, wherever it is killed",
  async () => {
    await all(firstKills(), "kills");
    for (const part of [
      "spawn git push",
      "spawn git commit",
      "spawn git tag",
      "POST /repos/demo/demo/releases ",
      "POST /repos/demo/demo/releases/1/assets",
      "PATCH /repos/demo/demo/releases/1",
      "POST /legacy/",
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
      const mode = random() < 0.5 ? "before" : "half";
      return { at, mode };
    };
    const count = { sample: 4, each: 20, all: 60 }[extent];
    const cases = Array.from({ length: count }, (_, n) => Array.from({ length: n % 3 === 0 ? 3 : 2 }, pick));
    await all(cases, `releases killed two or three times with seed ${seed}`);
  },
  patience,
);
