/** A release that waits for a person's word: `status` says for what, `approve` gives it, `resume` goes on to the end. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { useCases } from "../../src/cli/use-cases.ts";
import { readJournal } from "../../src/release/journal-file.ts";
import { runCheckout } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { fakeDoor } from "../support/door.ts";
import { gitEnv } from "../support/git.ts";

it("is acknowledged with who and when, then goes on", async () => {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const { checkout, cacheDir, env } = world.run();
  const config = join(checkout, "wheelway.toml");
  const table = 'quality = [{ name = "tests with --all", acknowledge = "person" }]\n';
  writeFileSync(config, readFileSync(config, "utf8").replace("[release]\n", `[release]\n${table}`));
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd: checkout, env: gitEnv });
  git("commit", "--quiet", "-am", "demand a word");
  git("push", "--quiet", "origin", "main");
  const cli = async (...argv: string[]) => {
    const door = fakeDoor([...argv, "--cache-dir", cacheDir], { env, useCases, now: () => new Date() });
    const status = await main({ ...door, workingFolder: checkout });
    return { status, out: door.out(), err: door.err() };
  };

  await expect(runCheckout({ ...world.run(), yes: false })).rejects.toMatchObject({
    code: "approval-missing",
  });
  const told = (await cli("status", "--offline")).out;
  expect(told).toContain("waits for somebody's word on: tests with --all");
  expect(told).toContain("wheelway approve demo==1.0, and wheelway resume demo==1.0");
  const json = JSON.parse((await cli("status", "--offline", "--json")).out) as {
    releases: { waits: object }[];
  };
  expect(json.releases[0]?.waits).toEqual({ for: "acknowledgement", what: ["tests with --all"] });
  const no = await cli("reject", "--reason", "no");
  expect(no.err).toContain("wheelway abort");

  const yes = await cli("approve", "--note", "ran on the lab's machines");
  expect(yes.status).toBe(0);
  expect(yes.out).toContain("acknowledged: tests with --all");
  const { entries } = await readJournal(world.journal);
  expect(entries.at(-1)).toMatchObject({
    type: "acknowledged",
    what: "tests with --all",
    by: expect.stringMatching(/./) as string,
    at: expect.stringMatching(/^\d{4}-/) as string,
    note: "ran on the lab's machines",
  });
  await runCheckout(world.run(1));
  // One commit and one push more than the world has by itself.
  expect(world.wrongs().filter((wrong) => !/^(the branch has 3 commits|pushed were )/.test(wrong))).toEqual(
    [],
  );
});
