/** The last step: the journal is closed once, and closed again only after something was done in between. */

import { join } from "node:path";
import { expect, it } from "vitest";
import { withRelease } from "../../../src/release/open-release.ts";
import { runSteps, type StepEvent } from "../../../src/release/runner.ts";
import type { Release } from "../../../src/release/step.ts";
import { finish } from "../../../src/release/steps/finish.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { openFor } from "../../support/crash/release-run.ts";

const nowhere = { upload: "http://127.0.0.1:9/", simple: "http://127.0.0.1:9/" };

function finisher() {
  const folder = temporaryFolder();
  const indexes = { pypi: nowhere, testpypi: nowhere };
  const begins = Date.parse("2026-11-21T12:00:00Z");
  const run = { folder: join(folder, "demo-1.0"), dist: join(folder, "dist"), indexes, begins, yes: true };
  return (before: (release: Release) => Promise<void> = () => Promise.resolve()) =>
    withRelease(openFor(run), async (release) => {
      await before(release);
      const events: StepEvent[] = [];
      await runSteps([finish], release, (event) => events.push(event));
      const closed = release.journal.entries.filter(({ type }) => type === "closed").length;
      const [last] = events.slice(-1);
      return { closed, settled: last?.type === "step-done" && last.settled };
    });
}

it("closes the journal once: the second run finds it closed although entries of steps follow", async () => {
  const go = finisher();
  expect(await go()).toEqual({ closed: 1, settled: false });
  expect(await go()).toEqual({ closed: 1, settled: true });
  expect(
    await go(({ journal }) => journal.append({ type: "step-skipped", step: "x", reason: "nothing" })),
  ).toEqual({ closed: 1, settled: true });
});

it("closes it again after a later run has begun something, or has met something", async () => {
  const go = finisher();
  await go();
  const intent = { type: "intent", effect: "upload:x", title: "upload x", identity: "digest" } as const;
  expect(await go(({ journal }) => journal.append(intent))).toEqual({ closed: 2, settled: false });
  const failed = { type: "step-failed", step: "x", code: "release-unclear", why: "no answer" } as const;
  expect(await go(({ journal }) => journal.append(failed))).toEqual({ closed: 3, settled: false });
});
