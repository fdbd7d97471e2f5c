/** A whole release, and a publication, with webhooks that fail: it is out all the same, and no word of their addresses is kept. */

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { publish } from "../../src/pipeline/publish.ts";
import { readJournal } from "../../src/release/journal-file.ts";
import { stateOf } from "../../src/release/story.ts";
import { runCheckout, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";
import { startWebhook } from "../support/webhook.ts";

const more = `log-folder = "logs"
quality = [{ name = "prints its environment", command = "env" }]
notify = [{ kind = "slack", url-from = "RELEASE_ROOM" }, { kind = "matrix", url-from = "OTHER_ROOM" }]
`;

async function scene() {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const { checkout, folder } = world;
  const config = join(checkout, "wheelway.toml");
  writeFileSync(config, readFileSync(config, "utf8").replace("[release]\n", `[release]\n${more}`));
  const git = (...argv: string[]) => execFileSync("git", argv, { cwd: checkout, env: gitEnv });
  git("commit", "--quiet", "-am", "configure");
  git("push", "--quiet", "origin", "main");
  const [slack, matrix] = [await startWebhook(), await startWebhook()];
  const summary = join(folder, "summary.md");
  const asked = world.run();
  const env = { ...asked.env, RELEASE_ROOM: slack.url, OTHER_ROOM: matrix.url, GITHUB_STEP_SUMMARY: summary };
  const leaks = () =>
    filesBelow(folder).filter((file) => {
      const text = readFileSync(file, "latin1");
      return [slack, matrix].some(({ url, secrets }) =>
        [url, ...secrets].some((secret) => text.includes(secret)),
      );
    });
  return { ...world, slack, matrix, summary, run: { ...asked, env }, leaks };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

it("is released, with a warning for the webhook that refuses; the others are told", async () => {
  const here = await scene();
  here.slack.faults.push({ do: "answer", status: 404, body: `no_service at ${here.slack.url}` });
  // The gate is open here: what it would mask must not even come to it.
  await runCheckout(here.run);
  const { entries } = await readJournal(here.journal);
  expect(stateOf(entries)).toBe("released");
  const warnings = entries.flatMap((entry) => (entry.type === "warning" ? [entry.text] : []));
  expect(warnings).toEqual(["slack (RELEASE_ROOM) was not told: it answered with status 404"]);
  expect(here.matrix.taken).toHaveLength(1);
  expect(here.matrix.taken[0]).toMatchObject({
    text: expect.stringContaining("demo 1.0 is released") as string,
  });
  expect(readFileSync(here.summary, "utf8")).toContain("## demo 1.0 is released");
  const log = readFileSync(join(here.checkout, "logs/demo-1.0.log"), "utf8");
  expect(log).toContain("prints its environment: passed");
  expect(log).toContain("  | GITHUB_STEP_SUMMARY=");
  expect(log).toContain("warning: slack (RELEASE_ROOM) was not told");
  expect(here.leaks()).toEqual([]);
});

it("is told of by publish too, once although it is published again", async () => {
  const here = await scene();
  const request = {
    dist: here.run.built,
    workingFolder: here.checkout,
    toTestIndex: false,
    yes: true,
    unattended: true,
    by: "Test",
  };
  await publish(request, surroundingsOf(here.run));
  await publish(request, surroundingsOf(here.run));
  for (const { taken } of [here.slack, here.matrix]) expect(taken).toHaveLength(1);
  expect(readFileSync(here.summary, "utf8").match(/## demo 1\.0 is released/g)).toHaveLength(1);
  expect(here.leaks()).toEqual([]);
});
