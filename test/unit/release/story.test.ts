/** What a journal tells: how far a release is, and whom it waits for. */

import { describe, expect, it } from "vitest";
import type { JournalEntry, JournalEvent } from "../../../src/release/journal-entry.ts";
import { sentOf, storyOf } from "../../../src/release/story.ts";

const digest = "a".repeat(64);
const opened: JournalEvent = { type: "opened", project: "demo", version: "1.0", wheelway: "0.1.0" };
const run: JournalEvent = { type: "run-started", command: "publish", by: "me", host: "here", pid: 1 };
const manifest: JournalEvent = { type: "fact", name: "manifest", value: { digest, files: [] } };
const started = (step: string): JournalEvent => ({ type: "step-started", step });
const done = (step: string): JournalEvent => ({ type: "step-done", step });
const failed = (step: string, code: string): JournalEvent => ({
  type: "step-failed",
  step,
  code,
  why: "why",
});
const closed: JournalEvent = { type: "closed", outcome: "released" };
const intent = (effect: string): JournalEvent => ({
  type: "intent",
  effect,
  title: effect,
  identity: "digest",
});
const receipt = (effect: string): JournalEvent => ({ type: "receipt", effect, receipt: {}, found: false });

function story(...events: readonly JournalEvent[]) {
  const entries = [opened, ...events].map((event, seq): JournalEntry => {
    const at = `2026-11-21T12:00:${String(seq).padStart(2, "0")}Z`;
    return { v: 1, seq, at, run: "r", prev: digest, ...event };
  });
  return storyOf(entries);
}

describe("a journal", () => {
  it.for<readonly [string, readonly JournalEvent[], string]>([
    ["a kill", [run, started("approve")], "resume"],
    ["no yes", [run, manifest, failed("approve", "approval-missing")], "approval"],
    ["what is to be mended", [run, failed("publish-index", "release-refused")], "mending"],
    ["what was mended, then a kill", [run, failed("x", "release-refused"), run, started("x")], "resume"],
    [
      "a yes after it waited for one",
      [
        run,
        manifest,
        failed("approve", "approval-missing"),
        { type: "approved", manifest: digest, by: "me", how: "person", note: "" },
      ],
      "resume",
    ],
    ["a no", [run, manifest, { type: "rejected", manifest: digest, by: "me", reason: "no" }], "abort"],
    ["its end", [run, closed, done("finish")], "nothing"],
  ])("that ends in %s tells what the release waits for", ([, events, waits]) => {
    expect(story(...events).waits.for).toBe(waits);
  });

  it("counts a yes for this set only", () => {
    const other = { type: "approved", manifest: "b".repeat(64), by: "me", how: "person", note: "" } as const;
    expect(story(run, manifest, other).approval).toEqual({ state: "open" });
  });

  it("is closed until a later run does something, or meets something", () => {
    expect(story(run, closed, done("finish")).state).toBe("released");
    expect(story(run, closed, run, started("verify-artifacts")).state).toBe("released");
    expect(story(run, closed, run, intent("upload:pypi:x")).state).toBe("open");
    expect(story(run, closed, run, failed("verify-index", "release-unclear")).state).toBe("open");
  });

  it("tells each step by its last end", () => {
    const { steps } = story(started("a"), failed("a", "x"), started("a"), done("a"), started("b"));
    expect(steps.map(({ step, state }) => [step, state])).toEqual([
      ["a", "done"],
      ["b", "begun"],
    ]);
  });

  it("knows what has left the machine, or may have", () => {
    const nothing: JournalEvent = { type: "failed", effect: "upload:pypi:c", why: "400", may: false };
    const perhaps: JournalEvent = { type: "failed", effect: "upload:pypi:d", why: "500", may: true };
    const all = story(
      intent("commit:123"),
      receipt("commit:123"),
      intent("upload:pypi:a"),
      receipt("upload:pypi:a"),
      intent("upload:pypi:b"),
      intent("upload:pypi:c"),
      nothing,
      intent("upload:pypi:d"),
      perhaps,
    );
    expect(sentOf(all).map(({ effect, state }) => [effect, state])).toEqual([
      ["upload:pypi:a", "done"],
      ["upload:pypi:b", "perhaps"],
      ["upload:pypi:d", "perhaps"],
    ]);
  });
});
