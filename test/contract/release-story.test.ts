/** What is told of real releases: the journals of three ways to release, and what `status` says of each end. Golden files. */

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { publish } from "../../src/pipeline/publish.ts";
import { release } from "../../src/pipeline/release.ts";
import { decide, type DecideRequest } from "../../src/pipeline/release-decide.ts";
import { releaseStatus } from "../../src/pipeline/release-status.ts";
import { journalPath } from "../../src/release/folders.ts";
import { readJournal } from "../../src/release/journal-file.ts";
import { formatStatusJson } from "../../src/report/release-status-json.ts";
import { statusJson } from "../../src/report/release-status-schema.ts";
import { statusLines } from "../../src/report/release-status.ts";
import { plainStyle } from "../../src/report/terminal-style.ts";
import { checkoutRequest, runCheckout, surroundingsOf } from "../support/crash/checkout-run.ts";
import { checkoutWorld } from "../support/crash/checkout-world.ts";
import { gitEnv } from "../support/git.ts";
import { expectGolden } from "../support/golden.ts";
import { normaliser, plainJournal } from "../support/plain-journal.ts";

const more = `quality = [{ name = "tests with --all", acknowledge = "person" }]
record = [{ path = "release.json", template = '{ "version": "{version}" }' }]
`;

async function scene() {
  const world = await checkoutWorld();
  onTestFinished(() => world.close());
  const { checkout } = world;
  const git = (...argv: string[]) =>
    execFileSync("git", argv, { cwd: checkout, env: gitEnv, encoding: "utf8" }).trim();
  const edit = (file: string, from: string, to: string) => {
    const path = join(checkout, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
  };
  edit("wheelway.toml", "[release]\n", `[release]\n${more}`);
  git("commit", "--quiet", "-am", "configure");
  git("push", "--quiet", "origin", "main");
  const surroundings = (hour = 0) => ({ ...surroundingsOf(world.run(hour)), tellRelease: () => undefined });
  const plain = normaliser({ folder: world.folder, checkout });
  const which = { release: "demo", workingFolder: checkout };
  const status = async (named: string | undefined, verbose = false) => {
    const report = await releaseStatus({ ...which, release: named, offline: true }, surroundings(9));
    // The shape that is documented.
    statusJson.parse(JSON.parse(formatStatusJson(report)));
    return plain(`${statusLines(report, plainStyle, { verbose, named }).join("\n")}\n`);
  };
  const say = (decision: DecideRequest["decision"], by = "Ann") =>
    decide({ ...which, by, decision, manifest: undefined }, surroundings(2));
  return { ...world, git, edit, surroundings, plain, which, status, say };
}

describe("the journal of", () => {
  it("a release from a checkout", async () => {
    const here = await scene();
    await runCheckout(here.run());
    const { entries } = await readJournal(here.journal);
    expectGolden("journals/release.jsonl", plainJournal(entries, here.plain));
  });

  it("a release that a tag started", async () => {
    const here = await scene();
    here.edit("pyproject.toml", '"0.9"', '"1.0"');
    here.edit("CHANGELOG.md", "[Unreleased]", "[1.0] - 2026-11-21");
    here.git("commit", "--quiet", "-am", "1.0");
    here.git("tag", "-a", "v1.0", "-m", "1.0");
    here.git("push", "--quiet", "origin", "main", "v1.0");
    const request = { ...checkoutRequest, version: { kind: "given" } } as const;
    await release({ project: here.checkout, request, plan: false, backend: undefined }, here.surroundings());
    const { entries } = await readJournal(here.journal);
    expectGolden("journals/tag.jsonl", plainJournal(entries, here.plain));
  });

  it("a publication of a folder", async () => {
    const here = await scene();
    const dist = here.run().built;
    const request = {
      dist,
      workingFolder: here.checkout,
      toTestIndex: false,
      yes: true,
      unattended: true,
      by: "Test",
    };
    const { journal } = await publish(request, here.surroundings());
    const { entries } = await readJournal(journalPath(join(journal, "..")));
    expectGolden("journals/publish.jsonl", plainJournal(entries, here.plain));
  });
});

describe("status tells", () => {
  it("a release that waits for a person's word, then for a yes; a no; and its being taken back", async () => {
    const here = await scene();
    await expect(runCheckout({ ...here.run(), yes: false })).rejects.toMatchObject({
      code: "approval-missing",
    });
    expectGolden("status/acknowledgement.txt", await here.status(undefined));
    await here.say({ kind: "approve", note: "ran on the lab's machines" });
    await expect(runCheckout({ ...here.run(1), yes: false })).rejects.toMatchObject({
      code: "approval-missing",
    });
    expectGolden("status/approval.txt", await here.status(undefined));
    await here.say({ kind: "reject", reason: "the changelog is wrong" }, "Bob");
    expectGolden("status/rejected.txt", await here.status(undefined));
    await here.say({ kind: "abort", leaveSent: false });
    expectGolden("status/aborted.txt", `${await here.status(undefined)}\n${await here.status("demo==1.0")}`);
  });

  it("a release that has stopped in the middle, and what it has come to", async () => {
    const here = await scene();
    here.pypi.faults.push({ on: "upload", do: "401", after: 1 });
    await expect(runCheckout(here.run())).rejects.toMatchObject({ code: "credentials-refused" });
    expectGolden("status/stopped.txt", await here.status(undefined));
    here.pypi.faults.length = 0;
    await runCheckout(here.run(1));
    const short = await here.status(undefined);
    const whole = await here.status("demo");
    expectGolden("status/released.txt", `${short}\n${whole}\n${await here.status(undefined, true)}`);
    expect(await here.status("other==1.0")).toBe("Nothing of other==1.0 is known on this machine.\n");
  });
});
