/** Commands that must pass, and what a person must acknowledge: who and when stand in the journal, and nothing runs twice for it. */

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { QualityCommand } from "../../../src/config/release-settings.ts";
import { acknowledgementOf } from "../../../src/release/acknowledge.ts";
import { withRelease, type OpenRelease } from "../../../src/release/open-release.ts";
import { runSteps } from "../../../src/release/runner.ts";
import type { Release } from "../../../src/release/step.ts";
import { runCheckpoints } from "../../../src/release/steps/run-checkpoints.ts";
import { runQuality } from "../../../src/release/steps/run-quality.ts";
import { storyOf } from "../../../src/release/story.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { openFor } from "../../support/crash/release-run.ts";

const nowhere = { upload: "http://127.0.0.1:9/", simple: "http://127.0.0.1:9/" };

interface Asked {
  readonly quality?: readonly QualityCommand[];
  readonly checkpoints?: OpenRelease["settings"]["checkpoints"];
  readonly yes?: boolean;
  readonly unattended?: boolean;
  readonly answer?: boolean;
  readonly base?: string;
}

function scene() {
  const folder = temporaryFolder();
  const ran: string[] = [];
  const indexes = { pypi: nowhere, testpypi: nowhere };
  const begins = Date.parse("2026-11-21T12:00:00Z");
  const dist = join(folder, "dist");
  const run = { folder: join(folder, "demo-1.0"), dist, indexes, begins, yes: false };
  const go = (asked: Asked, after: (release: Release) => unknown = () => undefined) => {
    const open = openFor(run);
    const { quality = [], checkpoints = [], answer } = asked;
    return withRelease(
      {
        ...open,
        request: {
          ...open.request,
          by: "Ann",
          yes: asked.yes === true,
          unattended: asked.unattended !== false,
        },
        settings: { ...open.settings, quality, checkpoints },
        ports: {
          ...open.ports,
          ask: answer === undefined ? undefined : () => Promise.resolve(answer),
          command: (command) => {
            ran.push(String(command));
            return Promise.resolve(command === "fails" ? 3 : 0);
          },
        },
      },
      async (release) => {
        await release.learn("base", {
          commit: (asked.base ?? "a").repeat(40),
          branch: "main",
          remote: "origin",
        });
        const error = await runSteps([runQuality, runCheckpoints], release, () => undefined).then(
          () => undefined,
          (failure: unknown) => failure,
        );
        await after(release);
        const { entries } = release.journal;
        return { error, entries, waits: storyOf(entries).waits };
      },
    );
  };
  return { go, ran };
}

const all: QualityCommand = { name: "tests with --all", command: "pytest --all", acknowledge: "person" };
const lint: QualityCommand = { name: "lint", command: "ruff", acknowledge: undefined };

describe("what a person must acknowledge", () => {
  it("stops a run without a person, says how it goes on, and does not run what passed again", async () => {
    const { go, ran } = scene();
    const elsewhere: QualityCommand = {
      name: "tests on hardware",
      command: undefined,
      acknowledge: "person",
    };
    const stopped = await go({ quality: [lint, all, elsewhere] });
    expect(stopped.error).toMatchObject({
      code: "approval-missing",
      message: "nobody has acknowledged: tests with --all, tests on hardware",
      next: expect.stringContaining("wheelway approve") as string,
    });
    expect(stopped.waits).toEqual({
      for: "acknowledgement",
      what: ["tests with --all", "tests on hardware"],
    });
    const approved = await go({ quality: [lint, all, elsewhere] }, async ({ journal }) => {
      for (const what of ["tests with --all", "tests on hardware"])
        await journal.append({ type: "acknowledged", what, by: "Bob", how: "person", note: "" });
    });
    expect(approved.waits).toEqual({ for: "resume" });
    expect((await go({ quality: [lint, all, elsewhere] })).error).toBeUndefined();
    expect(ran).toEqual(["ruff", "pytest --all"]);
    expect(acknowledgementOf(approved.entries, "tests with --all")).toEqual({
      by: "Bob",
      at: "2026-11-21T12:00:00.000Z",
    });
  });

  it.for<readonly [string, Asked, object]>([
    [
      "a person at the terminal",
      { answer: true, unattended: false },
      { how: "person", note: "answered at the terminal" },
    ],
    ["--yes", { yes: true }, { how: "person", note: "--yes" }],
    [
      "the policy, in a run without a person",
      { quality: [{ ...all, acknowledge: "policy" }] },
      { how: "policy", note: "its command passed in a run without a person" },
    ],
  ])("is acknowledged by %s, with who and when", async ([, asked, how]) => {
    const { error, entries } = await scene().go({ quality: [all], ...asked });
    expect(error).toBeUndefined();
    expect(entries.find(({ type }) => type === "acknowledged")).toMatchObject({
      what: all.name,
      by: "Ann",
      at: "2026-11-21T12:00:00.000Z",
      ...how,
    });
  });

  it("is not, by a no, by a policy where a person sits there, or after its command failed", async () => {
    expect((await scene().go({ quality: [all], answer: false })).error).toMatchObject({
      code: "approval-missing",
    });
    const policy: QualityCommand = { ...all, acknowledge: "policy" };
    expect((await scene().go({ quality: [policy], unattended: false })).error).toMatchObject({
      code: "approval-missing",
    });
    const failing: QualityCommand = { ...policy, command: "fails" };
    const { error, entries } = await scene().go({ quality: [failing, lint], yes: true });
    expect(error).toMatchObject({ code: "command-failed", message: "tests with --all failed" });
    expect(entries.some(({ type }) => type === "acknowledged")).toBe(false);
  });

  it("is asked for again, and runs again, for another commit", async () => {
    const { go, ran } = scene();
    await go({ quality: [all], yes: true });
    expect((await go({ quality: [all], base: "b" })).error).toMatchObject({ code: "approval-missing" });
    expect(ran).toEqual(["pytest --all", "pytest --all"]);
  });
});

it("stops at each checkpoint that wants a person, in order, and waits for just that one", async () => {
  const { go, ran } = scene();
  const checkpoints = [
    { name: "migrations", command: "squash", approval: true },
    { name: "fixtures", command: "dump", approval: true },
  ];
  expect((await go({ checkpoints })).waits).toEqual({ for: "acknowledgement", what: ["migrations"] });
  expect(ran).toEqual(["squash"]);
  const acknowledged = (release: Release) =>
    release.journal.append({ type: "acknowledged", what: "migrations", by: "Bob" });
  await go({ checkpoints }, acknowledged);
  expect((await go({ checkpoints })).waits).toEqual({ for: "acknowledgement", what: ["fixtures"] });
  expect(ran).toEqual(["squash", "dump"]);
});
