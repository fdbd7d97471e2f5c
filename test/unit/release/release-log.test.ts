/** The log of a release: whole lines through the gate, the journal's story in words, and a name of its own where people look. */

import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/redact.ts";
import { withRelease, type OpenRelease } from "../../../src/release/open-release.ts";
import { openReleaseLog } from "../../../src/release/release-log.ts";
import { runSteps } from "../../../src/release/runner.ts";
import type { Release } from "../../../src/release/step.ts";
import { finish } from "../../../src/release/steps/finish.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { openFor } from "../../support/crash/release-run.ts";
import { gitEnv } from "../../support/git.ts";

const now = () => new Date("2026-11-21T12:00:00Z");

function log(path: string, secrets: readonly string[] = []) {
  const redactor = createRedactor(secrets);
  const said: string[] = [];
  const broken = (why: string) => void said.push(why);
  return { ...openReleaseLog(path, { now, redact: (data) => redactor.data(data), broken }), said };
}

describe("the log", () => {
  it("takes secrets out of every line, also of one that is printed in pieces, and controls out of all", () => {
    const path = join(temporaryFolder(), "release.log");
    const { line, print, close } = log(path, ["hunter2-secret"]);
    line("with hunter2-secret in it");
    for (const piece of ["first hunt", "er2-sec", "ret\r\nsecond \u001b[31mred\u001b[0m\u0001", "\nthird"])
      print(piece);
    line("next");
    print("cut");
    close();
    expect(readFileSync(path, "utf8").replaceAll("2026-11-21 12:00:00Z  ", "")).toBe(
      "with *** in it\n  | first ***\n  | second red\\u{1}\n  | third\nnext\n  | cut\n",
    );
  });

  it("begins a line of its own after one that a power cut left unfinished", () => {
    const path = join(temporaryFolder(), "release.log");
    appendFileSync(path, "2026-11-21 11:00:00Z  upl");
    const { line, close } = log(path);
    line("again");
    close();
    expect(readFileSync(path, "utf8").split("\n")).toEqual([
      "2026-11-21 11:00:00Z  upl",
      "2026-11-21 12:00:00Z  again",
      "",
    ]);
  });

  it("that cannot be written is said once, and stops nothing", () => {
    const path = temporaryFolder();
    const { line, print, close, said } = log(path);
    line("one");
    print("two\n");
    close();
    expect(said).toEqual([expect.stringContaining(`the log ${path} cannot be written: EISDIR`)]);
  });
});

function finisher(more: { readonly logFolder?: string; readonly dryRun?: boolean } = {}) {
  const root = temporaryFolder();
  const project = join(root, "project");
  mkdirSync(project);
  const nowhere = { upload: "http://127.0.0.1:9/", simple: "http://127.0.0.1:9/" };
  const indexes = { pypi: nowhere, testpypi: nowhere };
  const folder = join(root, "demo-1.0");
  const open = openFor({ folder, dist: project, indexes, begins: now().getTime(), yes: true });
  const asked: OpenRelease = {
    ...open,
    request: { ...open.request, dryRun: more.dryRun ?? false },
    settings: { ...open.settings, logFolder: more.logFolder },
  };
  const go = (before: (release: Release) => Promise<void> = () => Promise.resolve()) =>
    withRelease(asked, async (release) => {
      await release.learn("version", {
        project: "Demo.x",
        version: "1.0",
        tag: "v1.0",
        before: null,
        prerelease: false,
      });
      await before(release);
      await runSteps([finish], release, () => undefined);
    });
  const text = () => readFileSync(join(folder, "release.log"), "utf8");
  return { project, folder, go, text, placed: join(project, more.logFolder ?? "", "demo_x-1.0.log") };
}

describe("a finished release", () => {
  it("has the story of its journal in its log, without the claim's token", async () => {
    const { go, text } = finisher({ dryRun: true });
    await go(async ({ journal, say, warn, learn }) => {
      await learn("claim", { ref: "refs/wheelway/x", token: "claim-token-42" });
      const effect = "upload:pypi:demo-1.0.tar.gz";
      await journal.append({
        type: "intent",
        effect,
        title: "upload demo-1.0.tar.gz to pypi",
        identity: "digest",
      });
      await journal.append({ type: "failed", effect, why: "pypi: no answer", may: true });
      await journal.append({ type: "receipt", effect, receipt: { url: "https://x.example/y" }, found: true });
      await journal.append({
        type: "approved",
        manifest: "a".repeat(64),
        by: "Ann",
        how: "person",
        note: "ok",
      });
      await journal.append({ type: "acknowledged", what: "tests --all", by: "Bob" });
      say("2 files downloaded from pypi");
      await warn("pypi: a word\nof warning");
    });
    const lines = text().trimEnd().split("\n");
    expect(lines.every((line) => line.startsWith("2026-11-21 12:00:00Z  "))).toBe(true);
    const told = lines.map((line) => line.slice(22));
    expect(told[0]).toMatch(/^release of demo 1\.0, by Wheelway /);
    expect(told[1]).toMatch(/^wheelway publish, started by Test on .* as process \d+$/);
    expect(told.slice(2)).toEqual([
      "version 1.0, tag v1.0",
      "  upload demo-1.0.tar.gz to pypi",
      "  failed, but may have happened: upload demo-1.0.tar.gz to pypi: pypi: no answer",
      "  was there: upload demo-1.0.tar.gz to pypi (url https://x.example/y)",
      `approved by Ann (person: ok): manifest sha256:${"a".repeat(64)}`,
      "acknowledged by Bob (person): tests --all",
      "  2 files downloaded from pypi",
      "warning: pypi: a word of warning",
      "finish:",
      "closed: rehearsed",
      "finish: done",
    ]);
    expect(text()).not.toContain("claim-token");
  });

  it("has its log in the folder that is configured, under its name, and git shows nothing of it", async () => {
    const { go, project, placed } = finisher({ logFolder: "logs/releases" });
    execFileSync("git", ["init", "--quiet", project], { env: gitEnv });
    await go();
    expect(readFileSync(placed, "utf8")).toContain("closed: released");
    const status = ["-C", project, "status", "--porcelain", "--untracked-files=all"];
    expect(execFileSync("git", status, { env: gitEnv, encoding: "utf8" })).toBe("");
    await go();
    expect(execFileSync("git", status, { env: gitEnv, encoding: "utf8" })).toBe("");
  });

  it("leaves a .gitignore of the project as it is, and says where that shows the log", async () => {
    const { go, project, placed, text } = finisher({ logFolder: "logs" });
    mkdirSync(join(project, "logs"));
    writeFileSync(join(project, "logs/.gitignore"), "*.tmp\n");
    await go();
    expect(existsSync(placed)).toBe(true);
    expect(readFileSync(join(project, "logs/.gitignore"), "utf8")).toBe("*.tmp\n");
    expect(text()).toContain("logs/demo_x-1.0.log may be told by git as a new file");
  });

  it("is finished although its log cannot be put there", async () => {
    const { go, project, placed, text } = finisher({ logFolder: "logs" });
    writeFileSync(join(project, "logs"), "a file");
    await go();
    expect(existsSync(placed)).toBe(false);
    expect(text()).toContain("closed: released");
    expect(text()).toContain("the log stays in ");
    chmodSync(project, 0o755);
  });

  it("that was only rehearsed leaves the project alone", async () => {
    const { go, project, text } = finisher({ logFolder: "logs", dryRun: true });
    await go();
    expect(existsSync(join(project, "logs"))).toBe(false);
    expect(text()).toContain("closed: rehearsed");
  });
});

it("tells why a run stopped, and what to do, in its log", async () => {
  const { go, text } = finisher();
  const stop = go(({ perform }) =>
    perform({
      id: "x",
      title: "do x",
      identity: "digest",
      guards: [{ name: "approved", refuses: () => "nobody approved it" }],
      repeatable: true,
      visibleWithinMs: 0,
      probe: () => Promise.resolve({ state: "absent" }),
      run: () => Promise.resolve({}),
    }).then(() => undefined),
  );
  await expect(stop).rejects.toMatchObject({ code: "release-guarded" });
  expect(text()).toContain("wheelway status\n");
});
