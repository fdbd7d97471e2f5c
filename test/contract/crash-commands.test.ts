/** The commands around a release: what is told of it, and what a person decides, bound to exactly its bytes. */

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { main } from "../../src/cli/main.ts";
import { useCases } from "../../src/cli/use-cases.ts";
import { lockRelease } from "../../src/release/local-lock.ts";
import { packageIndexes } from "../../src/services.ts";
import { statusJson, type StatusJson } from "../../src/report/release-status-schema.ts";
import { pureWheel, sdistBytes, sdistFile, temporaryFolder, wheelBytes } from "../support/archives.ts";
import { fakeDoor } from "../support/door.ts";
import { startFakeIndex } from "../support/fake-index/server.ts";

const metadata =
  "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo\nRequires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\nA demo.\n";

async function scene() {
  const folder = temporaryFolder();
  const index = await startFakeIndex({ folder: join(folder, "index"), password: "secret-token" });
  onTestFinished(() => index.close());
  const project = join(folder, "project");
  mkdirSync(join(project, "dist"), { recursive: true });
  const table = (key: string, name: string) =>
    `[release.${key}]\nname = "${name}"\nupload = "${index.upload}"\nsimple = "${index.simple}"\n`;
  writeFileSync(join(project, "wheelway.toml"), table("index", "pypi") + table("test-index", "testpypi"));
  writeFileSync(
    join(project, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n',
  );
  writeFileSync(join(project, "dist", pureWheel), wheelBytes({ metadata }));
  writeFileSync(join(project, "dist", sdistFile), sdistBytes({ pkgInfo: metadata }));
  const cache = join(folder, "cache");
  const env = { HOME: folder, WHEELWAY_PYPI_TOKEN: "secret-token", WHEELWAY_TESTPYPI_TOKEN: "secret-token" };
  const run = async (...argv: string[]) => {
    const door = fakeDoor([...argv, "--cache-dir", cache], { env, useCases, now: () => new Date() });
    const status = await main({ ...door, workingFolder: project });
    return { status, out: door.out(), err: door.err() };
  };
  const json = async (...argv: string[]): Promise<StatusJson> =>
    statusJson.parse(JSON.parse((await run("status", "--json", ...argv)).out));
  return { index, project, cache, run, json, release: join(cache, "releases", "demo-1.0") };
}

it("tells a release that waits for a yes, takes the yes for these bytes only, and sends nothing", async () => {
  const here = await scene();
  expect((await here.run("status")).out).toBe("No release is open on this machine.\n");
  const open = await here.run("publish");
  expect(open.status).toBe(1);
  const status = await here.run("status");
  expect(status.out).toMatch(/^demo 1\.0 is open since \d{4}-\d\d-\d\d \d\d:\d\d UTC by /);
  expect(status.out).toContain("not approved yet");
  expect(status.out).toContain("wheelway approve demo==1.0, then wheelway resume demo==1.0");
  expect(status.out).toContain("testpypi has nothing of it");
  const [told] = (await here.json("demo==1.0")).releases;
  expect(told).toMatchObject({ state: "open", waits: { for: "approval" }, command: "publish" });
  expect(told?.outside.map(({ index, state }) => [index, state])).toEqual([
    ["testpypi", "none"],
    ["pypi", "none"],
  ]);

  // Another digest than the one that was seen; other bytes than those that the journal names.
  expect((await here.run("approve", "--manifest", "0000")).err).toContain("error[approval-void]");
  const wheel = join(here.release, "dist", pureWheel);
  const bytes = readFileSync(wheel);
  writeFileSync(wheel, Buffer.concat([bytes, Buffer.from("!")]));
  expect((await here.run("approve")).err).toContain("error[approval-void]");
  writeFileSync(wheel, bytes);

  const digest = told?.manifestDigest ?? "";
  const yes = await here.run("approve", "demo", "--manifest", digest.slice(0, 8), "--note", "looked at it");
  expect(yes.status).toBe(0);
  expect(yes.out).toContain(`manifest ${digest}`);
  expect((await here.json("--offline")).releases[0]).toMatchObject({
    approval: { state: "approved" },
    waits: { for: "resume" },
    outside: [],
  });
  expect(here.index.events.filter(({ type }) => type !== "listed")).toEqual([]);
});

it("goes no further after a no, and begins anew after it was taken back", async () => {
  const here = await scene();
  await here.run("publish");
  expect((await here.run("reject")).status).toBe(2);
  expect((await here.run("reject", "--reason", "wrong changelog")).status).toBe(0);
  expect((await here.run("status", "--offline")).out).toContain("wrong changelog");
  const resumed = await here.run("resume", "--yes");
  expect(resumed.err).toContain("rejected this release: wrong changelog");
  const aborted = await here.run("abort", "--json");
  expect(JSON.parse(aborted.out)).toMatchObject({ type: "decided", outcome: "aborted", byHand: [] });
  expect(existsSync(here.release)).toBe(false);
  const [kept = ""] = readdirSync(join(here.cache, "releases", "aborted"));
  expect(readdirSync(join(here.cache, "releases", "aborted", kept)).sort()).toEqual([
    "journal.jsonl",
    "release.log",
  ]);
  expect((await here.run("abort")).err).toContain("no such release is open");
  // The no was to that release; a new one asks again.
  expect((await here.run("publish")).err).toContain("nobody has approved");
});

it("says what cannot be taken back once something was sent, and where it can be yanked", async () => {
  const here = await scene();
  here.index.faults.push({ on: "upload", do: "401", after: 1 });
  expect((await here.run("publish", "--yes")).err).toContain("error[credentials-refused]");
  const status = await here.run("status");
  expect(status.out).toContain(`testpypi has 1 of 2 files; not yet ${sdistFile}`);
  expect(status.out).toContain("waits for publish-testpypi to be mended (credentials-refused)");
  // An index of one's own has no pages that are known; the public ones have.
  writeFileSync(join(here.project, "wheelway.toml"), "");
  const refused = await here.run("abort");
  expect(refused.status).toBe(1);
  expect(refused.err).toContain("one thing has left this machine");
  expect(refused.err).toContain(
    `upload ${pureWheel} to testpypi: done; it can be yanked on ${packageIndexes.testpypi.page.replace("{project}/{version}", "demo/1.0")}`,
  );
  expect((await here.json("--offline")).releases[0]?.state).toBe("open");
  const left = await here.run("abort", "--leave-sent");
  expect(left.status).toBe(0);
  expect(left.out).toContain("stays: upload");
  expect((await here.json("--offline")).releases).toMatchObject([
    { state: "aborted", waits: { for: "nothing" } },
  ]);
});

it("names a process that works on it, and waits for it with every decision", async () => {
  const here = await scene();
  await here.run("publish");
  const unlock = await lockRelease(join(here.release, "lock"), process.pid);
  expect((await here.run("status", "--offline")).out).toContain(
    `process ${process.pid} is working on it now`,
  );
  for (const argv of [["approve"], ["abort"], ["publish", "--yes"]]) {
    const { status, err } = await here.run(...argv);
    expect(status).toBe(1);
    expect(err).toContain(`process ${process.pid} of this machine is working on this release`);
  }
  await unlock();
  expect((await here.run("approve")).status).toBe(0);
});

it("asks which one where several are open, and tells a journal that cannot be believed", async () => {
  const here = await scene();
  await here.run("publish");
  rmSync(join(here.project, "dist"), { recursive: true });
  mkdirSync(join(here.project, "dist"));
  const file = "demo-1.1-py3-none-any.whl";
  const newer = metadata.replace("1.0", "1.1");
  writeFileSync(join(here.project, "dist", file), wheelBytes({ file, metadata: newer }));
  await here.run("publish");
  const which = await here.run("approve");
  expect(which.status).toBe(2);
  expect(which.err).toContain("2 releases are open: demo==1.0, demo==1.1");
  // A folder says which.
  expect((await here.run("approve", "dist")).out).toContain("demo 1.1 is approved");
  expect((await here.run("approve", "demo==2.0")).err).toContain("no such release is open");
  expect((await here.run("approve", "a b")).err).toContain("no folder and no PROJECT==VERSION");
  writeFileSync(join(here.release, "journal.jsonl"), "{}\n");
  const told = await here.json("--offline");
  expect(told.releases.map(({ version }) => version)).toEqual(["1.1"]);
  expect(told.damaged).toHaveLength(1);
  expect((await here.run("status", "--offline")).out).toContain("damaged");
});
