import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { knownCheckout, workingCheckout } from "../../../src/pipeline/kept-checkout.ts";
import { writeFact } from "../../../src/release/facts.ts";
import { openJournal } from "../../../src/release/journal-file.ts";
import type { JournalEvent } from "../../../src/release/journal-entry.ts";
import { gitEnv } from "../../support/git.ts";

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "wheelway-kept-checkout-"));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const git = (folder: string, ...argv: readonly string[]) =>
  execFileSync("git", ["-C", folder, ...argv], { env: gitEnv, encoding: "utf8" }).trim();

/** What a caller sends: a checkout with a project below its top. */
function sent(text = "first"): string {
  const source = join(scratch, "source");
  rmSync(source, { recursive: true, force: true });
  mkdirSync(join(source, "python", "demo"), { recursive: true });
  const pyproject = '[project]\nname = "demo"\nversion = "1"\n';
  writeFileSync(join(source, "python", "pyproject.toml"), pyproject);
  writeFileSync(join(source, "text"), text);
  git(source, "init", "--quiet", "--initial-branch=main");
  git(source, "add", "--all");
  git(source, "commit", "--quiet", "--message", "Begin");
  git(source, "remote", "add", "origin", "https://forge.example/demo.git");
  return source;
}

function caller(source: string) {
  return { source, project: join(source, "python"), state: join(scratch, "state"), env: gitEnv };
}

/** Writes into the journal that the release of 1.0 has in the checkout. */
async function note(project: string, ...events: readonly JournalEvent[]): Promise<void> {
  const folder = join(project, "..", ".git", "wheelway", "releases", "1.0");
  mkdirSync(folder, { recursive: true });
  const options = { run: "test", now: () => new Date(), redact: <T>(data: T) => data };
  const journal = await openJournal(join(folder, "journal.jsonl"), options);
  for (const event of events) await journal.append(event);
  if (events.length === 0) await writeFact(journal, "commit", { commit: "a".repeat(40), tag: "v1.0" });
  await journal.close();
}

const textOf = (project: string) => readFileSync(join(project, "..", "text"), "utf8");
const intent = (effect: string): JournalEvent => ({
  type: "intent",
  effect,
  title: effect,
  identity: "commit",
});

describe("workingCheckout", () => {
  it("is the caller's as it is now, as long as nothing in it must not be lost", async () => {
    const project = await workingCheckout(caller(sent()));
    expect(textOf(project)).toBe("first");
    expect(git(join(project, ".."), "status", "--porcelain")).toBe("");
    await note(project, intent("claim:refs/claims/demo"), {
      type: "step-failed",
      step: "check-repository",
      code: "x",
      why: "dirty",
    });
    const again = await workingCheckout(caller(sent("mended")));
    expect(again).toBe(project);
    expect(textOf(again)).toBe("mended");
    // What was begun is known all the same.
    expect(existsSync(join(again, "..", ".git/wheelway/releases/1.0/journal.jsonl"))).toBe(true);
  });

  it.each([
    ["its commit was made", [] as const],
    ["its commit may have been made", [intent("commit:abc")] as const],
  ])("stays while a release is open of which %s", async (_, events) => {
    const project = await workingCheckout(caller(sent()));
    await note(project, ...events);
    expect(textOf(await workingCheckout(caller(sent("later"))))).toBe("first");
    expect(await knownCheckout(caller(sent("later")))).toBe(project);
    await note(project, { type: "closed", outcome: "aborted" });
    expect(textOf(await workingCheckout(caller(sent("later"))))).toBe("later");
  });

  it("leaves the caller's own journals alone, and survives a copy that was cut short", async () => {
    const source = sent();
    mkdirSync(join(source, ".git", "wheelway", "releases", "9"), { recursive: true });
    const project = await workingCheckout(caller(source));
    expect(existsSync(join(project, "..", ".git/wheelway/releases/9"))).toBe(false);
    const kept = join(project, "..");
    mkdirSync(`${kept}.next`);
    writeFileSync(join(`${kept}.next`, "half"), "");
    rmSync(kept, { recursive: true });
    expect(textOf(await workingCheckout(caller(source)))).toBe("first");
    expect(existsSync(join(kept, "half"))).toBe(false);
  });

  it("says what is wrong with a source that is no checkout, and where nobody makes the commit", async () => {
    const source = sent();
    const nobody = { PATH: gitEnv["PATH"], GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
    const config = {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "user.useConfigOnly",
      GIT_CONFIG_VALUE_0: "true",
    };
    await expect(workingCheckout({ ...caller(source), env: { ...nobody, ...config } })).rejects.toMatchObject(
      { code: "usage-invalid", next: expect.stringContaining("--author") as string },
    );
    rmSync(join(source, ".git"), { recursive: true });
    await expect(workingCheckout(caller(source))).rejects.toMatchObject({ code: "project-no-git" });
    expect(await knownCheckout(caller(source))).toBe(join(source, "python"));
  });
});
