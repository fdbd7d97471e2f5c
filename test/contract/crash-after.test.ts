/**
 * What comes after publication is killed at each of its boundaries: the record on the branch, those who are told, the log and the
 * end. The next run brings all of it to the same end: one record, everybody told at least once, one log under the release's name.
 * WHEELWAY_CRASH=all takes every way at every boundary; without it those that others see are killed in one way, and some more.
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJournal } from "../../src/release/journal-file.ts";
import { stateOf } from "../../src/release/story.ts";
import type { CrashMode } from "../support/crash/boundaries.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { runCheckout, type CheckoutRun } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { everything, sample, seed, seeded } from "../support/crash/seed.ts";
import { startProgram, type KillPoint } from "../support/crash/world.ts";
import { gitEnv } from "../support/git.ts";
import { startWebhook } from "../support/webhook.ts";

const patience = 60 * 60_000;
let programs: CrashPrograms;
beforeAll(async () => {
  programs = await bundleCrashPrograms();
});
afterAll(() => programs.remove());

const more = `log-folder = "logs"
record = [{ path = "release.json", template = '{ "version": "{version}", "links": {links}, "day": "{date}" }' }]
notify = [{ kind = "matrix", url-from = "HOOK" }]
`;

async function afterWorld() {
  const world = await checkoutWorld();
  const { checkout, remote } = world;
  const git = (folder: string, ...argv: string[]) =>
    execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8" }).trim();
  const config = join(checkout, "wheelway.toml");
  writeFileSync(config, readFileSync(config, "utf8").replace("[release]\n", `[release]\n${more}`));
  git(checkout, "commit", "--quiet", "--amend", "-am", "first");
  git(checkout, "push", "--quiet", "--force", "origin", "main");
  const webhook = await startWebhook();
  const summary = join(world.folder, "summary.md");
  const run = (hour = 0): CheckoutRun => {
    const asked = world.run(hour);
    return { ...asked, env: { ...asked.env, HOOK: webhook.url, GITHUB_STEP_SUMMARY: summary } };
  };
  const wrongs = async () => {
    // The record is a third commit, behind which the tag stays; it is the fourth push of the branch.
    const found = world.wrongs().filter((wrong) => !isMeant(wrong));
    const subjects = git(remote, "log", "--format=%s", "main").split("\n");
    if (subjects.join(", ") !== "Record the release of 1.0, Release 1.0, first")
      found.push(`the branch has ${subjects.join(", ")}`);
    else if (!git(remote, "show", "main:release.json").includes('"day": "2026-11-21"'))
      found.push("the record was filled in anew");
    const log = join(checkout, "logs/demo-1.0.log");
    if (!existsSync(log) || !readFileSync(log, "utf8").includes("record-release: done"))
      found.push("the log is not under its name");
    if (webhook.taken.length === 0) found.push("the webhook was not told");
    const told = existsSync(summary) ? readFileSync(summary, "utf8") : "";
    if (!told.includes("## demo 1.0 is released")) found.push("the summary was not told");
    const { entries, torn } = await readJournal(world.journal);
    if (stateOf(entries) !== "released" || torn > 0) found.push("the journal is not closed");
    return found;
  };
  return { ...world, run, wrongs };
}

function isMeant(wrong: string): boolean {
  if (wrong.startsWith("pushed were ")) return wrong.match(/refs\/heads\/main/g)?.length === 4;
  return ["the remote's refs/tags/v1.0^{commit} is not HEAD", "the branch has 3 commits"].includes(wrong);
}

function programOf(run: object, home: string) {
  return { program: programs.checkoutChild, home, run };
}

async function wholeTrace(): Promise<readonly string[]> {
  const world = await afterWorld();
  const whole = await startProgram(programs, programOf(world.run(), world.folder)).end;
  expect(whole.said).toBe("done");
  expect(await world.wrongs()).toEqual([]);
  await world.close();
  return whole.trace;
}

async function killedAt(kills: readonly KillPoint[], trace: readonly string[]): Promise<string[]> {
  const world = await afterWorld();
  const story = kills.map(({ at, mode }) => `${mode} ${at} (${trace[at - 1] ?? ""})`).join(", ");
  const isOpen = async () => stateOf((await readJournal(world.journal)).entries) === "open";
  try {
    for (const [hour, kill] of kills.entries()) {
      if (hour > 0 && !(await isOpen())) break;
      const end = await startProgram(programs, programOf(world.run(hour), world.folder), kill).end;
      if (!end.killed && end.said !== "done") return [`${story}: run ${hour + 1}: ${end.said}`];
      // A git that was started goes on without the one who started it.
      await sleep(150);
    }
    if (await isOpen()) await runCheckout(world.run(kills.length));
    return (await world.wrongs()).map((wrong) => `${story}: ${wrong}`);
  } catch (error) {
    return [`${story}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  } finally {
    await world.close();
  }
}

/** What others see, or people find. */
const outside = /^(POST|appendFile|copyFile)|^spawn git (push|merge|commit-tree)/;

function modesOf(line: string): readonly CrashMode[] {
  const half: readonly CrashMode[] = line.endsWith("+half") ? ["half"] : [];
  const cut: readonly CrashMode[] = /^(sync|rename|POST)/.test(line) ? ["data", "names"] : [];
  return ["before", ...half, ...cut, "after"];
}

it(
  "ends the same wherever it is killed after publication, and where the next run is killed too",
  async () => {
    const trace = await wholeTrace();
    const published = trace.findLastIndex((line) => line.startsWith("PATCH /repos"));
    const points = trace.map((line, index) => ({ at: index + 1, modes: modesOf(line) })).slice(published + 1);
    const random = seeded(seed);
    const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)];
    const seen = points.filter(({ at }) => outside.test(trace[at - 1] ?? ""));
    const others = points.filter((point) => !seen.includes(point));
    const chosen = everything ? points : [...seen, ...sample(others, 12, random)];
    const once = chosen.flatMap(({ at, modes }): KillPoint[][] =>
      (everything ? modes : [pick(modes) ?? "before"]).map((mode) => [{ at, mode }]),
    );
    const twice = Array.from({ length: everything ? 40 : 3 }, () =>
      [pick(points), pick(points)].map((point) => ({ at: point?.at ?? 1, mode: "before" as const })),
    );
    const began = performance.now();
    const limit = pLimit(3);
    const cases = [...once, ...twice];
    const found = await Promise.all(cases.map((kills) => limit(() => killedAt(kills, trace))));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(
      `after publication: ${points.length} boundaries, ${cases.length} releases killed, ${seconds} s`,
    );
    expect(found.flat()).toEqual([]);
    const after = trace.slice(published + 1);
    for (const part of [
      "spawn git push",
      "spawn git hash-object",
      "spawn git merge",
      "POST /services/",
      "appendFile",
      "copyFile logs/",
    ])
      expect(
        after.some((line) => line.startsWith(part)),
        part,
      ).toBe(true);
  },
  patience,
);
