/** A rehearsal leaves everything as it was: the checkout byte for byte, the remote, the forge and the indexes; its record is kept. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { release } from "../../src/pipeline/release.ts";
import { checkoutRequest, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";
import { snapshotOf } from "../support/release-world.ts";

const more = `log-folder = "logs"
version-files = ["VERSION", "pyproject.toml"]
record = [{ path = "release.json", template = '{ "version": "{version}" }' }]
notify = [{ kind = "slack", url-from = "HOOK" }]
`;

async function scene() {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const { checkout } = world.run();
  const config = join(checkout, "wheelway.toml");
  writeFileSync(config, readFileSync(config, "utf8").replace("[release]\n", `[release]\n${more}`));
  writeFileSync(join(checkout, "VERSION"), "0.9\n");
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd: checkout, env: gitEnv });
  git("add", ".");
  git("commit", "--quiet", "-m", "configure");
  git("push", "--quiet", "origin", "main");
  const said: string[] = [];
  const rehearse = () => {
    const surroundings = surroundingsOf(world.run());
    return release(
      { project: checkout, request: { ...checkoutRequest, dryRun: true }, plan: false, backend: undefined },
      {
        ...surroundings,
        tellRelease: (event) => {
          if (event.type === "said") said.push(event.text);
        },
      },
    );
  };
  return { ...world, checkout, said, rehearse, git };
}

it("says what would leave the machine, changes nothing, and keeps journal and log", async () => {
  const here = await scene();
  const [before, remote] = [snapshotOf(here.checkout), snapshotOf(here.remote)];
  const outcome = await here.rehearse();
  expect(snapshotOf(here.checkout)).toBe(before);
  expect(snapshotOf(here.remote)).toBe(remote);
  expect([...here.pypi.files(), ...here.testpypi.files(), ...here.forge.events]).toEqual([]);
  expect(here.said).toContain("would commit release.json on top of main, and push it to origin");
  expect(here.said).toContain("would tell slack (HOOK)");
  if (outcome.kind !== "released") throw new Error("a plan");
  const { journal } = outcome.report;
  expect(readFileSync(journal, "utf8")).toContain('"outcome":"rehearsed"');
  const log = readFileSync(join(journal, "..", "release.log"), "utf8");
  expect(log).toContain("1.0 in VERSION");
  expect(log).toContain("closed: rehearsed");
});

it("keeps them where it stops, too", async () => {
  const here = await scene();
  const changelog = join(here.checkout, "CHANGELOG.md");
  writeFileSync(changelog, "# Changelog\n\n## [Unreleased]\n");
  here.git("commit", "--quiet", "-am", "say nothing");
  here.git("push", "--quiet", "origin", "main");
  const before = snapshotOf(here.checkout);
  await expect(here.rehearse()).rejects.toMatchObject({ code: "changelog-empty" });
  expect(snapshotOf(here.checkout)).toBe(before);
  const log = readFileSync(join(here.run().cacheDir, "rehearsals/demo/1.0/release.log"), "utf8");
  expect(log).toContain("update-changelog: stopped (changelog-empty): the changelog says nothing of 1.0");
});

it("is done although its record cannot be kept", async () => {
  const here = await scene();
  writeFileSync(here.run().cacheDir, "no folder");
  await here.rehearse();
  expect(here.said.join("\n")).toContain("the record of the rehearsal cannot be kept: ");
});
