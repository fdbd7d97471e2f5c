/**
 * A machine is lost, with its clone and its journal, after each step from the push on: a fresh clone on an empty disk finishes
 * the release from the tag and the draft alone. The same bytes everywhere, nothing twice, and nothing is built.
 */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { releaseStatus } from "../../src/pipeline/release-status.ts";
import { bundleCrashPrograms, type CrashPrograms } from "../support/crash/bundle.ts";
import { surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld, type CheckoutWorld } from "../support/crash/checkout-world.ts";
import type { MachineRun } from "../support/crash/machine-child.ts";
import { startProgram, type Started } from "../support/crash/world.ts";
import { gitEnv } from "../support/git.ts";

let programs: CrashPrograms;
beforeAll(async () => {
  programs = await bundleCrashPrograms();
});
afterAll(() => programs.remove());

async function world(): Promise<CheckoutWorld> {
  const made = await checkoutWorld();
  onTestFinished(() => made.close());
  return made;
}

function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8" }).trim();
}

type More = Partial<MachineRun> & Pick<MachineRun, "command">;

function start(here: CheckoutWorld, more: More, hour = 0): Started {
  const run: MachineRun = { ...here.run(hour), builds: join(here.folder, "builds"), ...more };
  return startProgram(programs, { program: programs.machineChild, home: here.folder, run });
}

const built = ({ folder }: CheckoutWorld) =>
  existsSync(join(folder, "builds"))
    ? readFileSync(join(folder, "builds"), "utf8").trim().split("\n").length
    : 0;

/** Clone, journal and cache are gone; only the remote, the forge and the indexes are left. */
function loseDisk(here: CheckoutWorld): void {
  for (const path of [here.checkout, here.run().cacheDir]) rmSync(path, { recursive: true, force: true });
  git(here.folder, "clone", "--quiet", here.remote, here.checkout);
}

async function lostAfter(step: string): Promise<CheckoutWorld> {
  const here = await world();
  const end = await start(here, { command: "release 1.0", dieAfter: step }).end;
  expect(end).toMatchObject({ killed: true });
  loseDisk(here);
  return here;
}

/** Every file was sent to the forge once. */
function sentTwice({ forge }: CheckoutWorld): string[] {
  const posted = forge.events.flatMap((event) => (event.type === "asset-posted" ? [event.name] : []));
  return posted.filter((name, index) => posted.indexOf(name) !== index);
}

const cases = [
  ["push-refs", "resume"],
  ["push-refs", "release"],
  ["publish-testpypi", "resume"],
  ["verify-testpypi", "resume"],
  ["publish-index", "resume"],
  ["publish-index", "release 1.0"],
  ["verify-index", "resume"],
] as const;

describe("a release whose machine is lost", () => {
  it.for(cases)(
    "after %s is finished by `%s` in a fresh clone, with the same bytes",
    async ([step, command]) => {
      const here = await lostAfter(step);
      const end = await start(here, { command }, 1).end;
      expect(end.said).toBe("done");
      expect([...here.wrongs(), ...sentTwice(here)]).toEqual([]);
      expect(built(here)).toBe(1);
    },
  );

  it("after publish-release is over: a release finds everything done, and there is nothing to resume", async () => {
    const here = await lostAfter("publish-release");
    const resumed = await start(here, { command: "resume" }, 1).end;
    expect(resumed.said).toContain("usage-invalid WheelwayError: no such release is open on this machine");
    expect((await start(here, { command: "release 1.0" }, 1).end).said).toContain("version-used");
    expect((await start(here, { command: "release" }, 1).end).said).toBe("done");
    expect([...here.wrongs(), ...sentTwice(here)]).toEqual([]);
    expect(built(here)).toBe(1);
  });

  it("before the push is made anew, and finds its own draft where the bytes are the same", async () => {
    const here = await lostAfter("draft-release");
    expect((await start(here, { command: "resume" }, 1).end).said).toContain("no such release is open");
    expect((await start(here, { command: "release 1.0" }, 1).end).said).toBe("done");
    expect([...here.wrongs(), ...sentTwice(here)]).toEqual([]);
    expect(built(here)).toBe(2);
  });

  it("and the next one's too is finished by a third", async () => {
    const here = await lostAfter("push-refs");
    for (const [hour, step] of [
      [1, "publish-testpypi"],
      [2, "publish-index"],
    ] as const) {
      expect(await start(here, { command: "resume", dieAfter: step }, hour).end).toMatchObject({
        killed: true,
      });
      loseDisk(here);
    }
    expect((await start(here, { command: "resume" }, 3).end).said).toBe("done");
    expect([...here.wrongs(), ...sentTwice(here)]).toEqual([]);
    expect(built(here)).toBe(1);
  });

  it("is told by status in a fresh clone", async () => {
    const here = await lostAfter("push-refs");
    const surroundings = surroundingsOf(here.run(1));
    const which = { release: undefined, workingFolder: here.checkout };
    const { releases, elsewhere } = await releaseStatus({ ...which, offline: false }, surroundings);
    expect(releases).toEqual([]);
    expect(elsewhere).toMatchObject([
      { project: "demo", version: "1.0", tag: "v1.0", manifestDigest: here.run().manifestDigest },
    ]);
    expect(elsewhere[0]?.holder).toContain("Test");
    expect((await releaseStatus({ ...which, offline: true }, surroundings)).elsewhere).toEqual([]);
    // Without a token the draft is hidden: that is said, and what to set.
    const said: string[] = [];
    const stranger = {
      ...surroundings,
      env: { ...surroundings.env, GH_TOKEN: "" },
      tellRelease: (event: Parameters<typeof surroundings.tellRelease>[0]) => {
        if (event.type === "said") said.push(event.text);
      },
    };
    expect((await releaseStatus({ ...which, offline: false }, stranger)).elsewhere).toEqual([]);
    expect(said.join()).toContain("its draft cannot be seen: there is no token in GH_TOKEN");
    await here.forge.close();
    expect((await releaseStatus({ ...which, offline: false }, surroundings)).elsewhere).toEqual([]);
  });

  it("is not gone on with where the forge's files are not those that the tag names", async () => {
    const here = await lostAfter("push-refs");
    const { state } = here.forge;
    const wheel = state.read().releases[0]?.assets.find(({ name }) => name.endsWith(".whl"));
    if (!wheel) throw new Error("no wheel");
    state.removeAsset(wheel.id);
    state.addAsset(state.read().releases[0]!, wheel.name, Buffer.from("other"), "uploaded");
    const end = await start(here, { command: "resume" }, 1).end;
    expect(end.said).toMatch(/^release-conflict .*is not the file that manifest\.json lists/);
    expect(here.testpypi.files()).toEqual([]);
  });
});

describe("of two machines that go on at once", () => {
  it("the one that was told to wait finishes for the one that died", async () => {
    const here = await world();
    const waitFor = join(here.folder, "go");
    const other = join(here.folder, "other");
    git(here.folder, "clone", "--quiet", here.remote, other);
    const dead = start(here, { command: "release 1.0", waitFor });
    await expect.poll(() => here.testpypi.files().length, { timeout: 120_000 }).toBe(2);
    const told = await start(here, { command: "release 1.0", checkout: other }).end;
    expect(told.said).toMatch(/^release-conflict .*Test is releasing this version/);
    dead.child.kill("SIGKILL");
    await dead.end;
    expect((await start(here, { command: "resume", checkout: other }, 1).end).said).toBe("done");
    expect(here.wrongs().filter((wrong) => !/^(left behind|the checkout)/.test(wrong))).toEqual([]);
    expect([sentTwice(here), built(here)]).toEqual([[], 1]);
  });

  it("one does it, and the other is told who does", async () => {
    const here = await lostAfter("push-refs");
    const other = join(here.folder, "other");
    git(here.folder, "clone", "--quiet", here.remote, other);
    const waitFor = join(here.folder, "go");
    const started = [here.checkout, other].map((checkout) =>
      start(here, { command: "resume", checkout, waitFor }, 1),
    );
    const first = await Promise.race(started.map(({ end }) => end));
    expect(first.said).toMatch(/^release-conflict .*Test is releasing this version/);
    writeFileSync(waitFor, "");
    const ends = await Promise.all(started.map(({ end }) => end));
    expect(ends.filter(({ said }) => said === "done")).toHaveLength(1);
    // Whichever clone it was: what is outside is right.
    expect(here.wrongs().filter((wrong) => !/^(left behind|the checkout)/.test(wrong))).toEqual([]);
    expect(sentTwice(here)).toEqual([]);
    expect(built(here)).toBe(1);
  });
});
