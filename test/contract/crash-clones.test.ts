/** Many that release one version at once, from several clones: one does it, and all others are told who. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { checkoutWorld, type CheckoutWorld } from "../support/crash/checkout-world.ts";
import type { MachineRun } from "../support/crash/machine-child.ts";
import { startProgram, type Started } from "../support/crash/world.ts";
import { gitEnv } from "../support/git.ts";

let programs: CrashPrograms;
beforeAll(async () => {
  programs = await bundleCrashPrograms();
});
afterAll(() => programs.remove());

interface Clones {
  readonly here: CheckoutWorld;
  readonly clones: readonly string[];
  readonly start: (checkout: string, hour?: number) => Started;
  /** Lets the one go on that waits. */
  readonly go: () => void;
  readonly built: () => number;
}

async function clonesOf(count: number): Promise<Clones> {
  const here = await checkoutWorld();
  onTestFinished(() => here.close());
  const fresh = Array.from({ length: count - 1 }, (_, number) => join(here.folder, `clone-${number}`));
  for (const clone of fresh) execFileSync("git", ["clone", "--quiet", here.remote, clone], { env: gitEnv });
  const [waitFor, builds] = [join(here.folder, "go"), join(here.folder, "builds")];
  writeFileSync(builds, "");
  return {
    here,
    clones: [here.checkout, ...fresh],
    start: (checkout, hour = 0) => {
      const run: MachineRun = { ...here.run(hour), command: "release 1.0", checkout, waitFor, builds };
      return startProgram(programs, { program: programs.machineChild, home: here.folder, run });
    },
    go: () => writeFileSync(waitFor, ""),
    built: () => readFileSync(builds, "utf8").split("\n").length - 1,
  };
}

/** What is outside; the checkout that the world looks into may be another one than the publisher's. */
const wrongs = ({ here }: Clones) =>
  here.wrongs().filter((wrong) => !/HEAD|^left behind|^the checkout/.test(wrong));

const told = new RegExp(
  `^release-conflict WheelwayError: (process \\d+ of this machine is working on this release|.*Test is releasing this version \\(process \\d+ on ${hostname()})`,
);

it("of 50 starts in 5 clones one publishes, and 49 are told who does", { timeout: 900_000 }, async () => {
  const all = await clonesOf(5);
  const started = all.clones.flatMap((clone) => Array.from({ length: 10 }, () => all.start(clone)));
  let ended = 0;
  for (const { end } of started) void end.then(() => (ended += 1));
  await expect.poll(() => ended, { timeout: 600_000, interval: 100 }).toBe(49);
  all.go();
  const ends = await Promise.all(started.map(({ end }) => end));
  expect(ends.filter(({ said }) => said === "done")).toHaveLength(1);
  expect(ends.filter(({ said }) => said !== "done" && !told.test(said))).toEqual([]);
  expect(all.built()).toBe(1);
  expect(wrongs(all)).toEqual([]);
});

it(
  "the claim of a publisher that was killed is taken over by one of 10 in other clones",
  { timeout: 600_000 },
  async () => {
    const all = await clonesOf(3);
    const [first = "", ...others] = all.clones;
    const dead = all.start(first);
    await expect.poll(() => all.here.testpypi.files().length, { timeout: 120_000 }).toBe(2);
    dead.child.kill("SIGKILL");
    await dead.end;
    all.go();
    const ends = await Promise.all(
      others.flatMap((clone) => Array.from({ length: 5 }, () => all.start(clone, 1).end)),
    );
    // One after the other may do it, if a machine is slow enough, or find it done; never two at once, and nothing twice.
    expect(ends.some(({ said }) => said === "done")).toBe(true);
    expect(
      ends.filter(({ said }) => said !== "done" && !/^(release-conflict|version-used) /.test(said)),
    ).toEqual([]);
    expect(all.built()).toBe(1);
    expect(wrongs(all)).toEqual([]);
  },
);
