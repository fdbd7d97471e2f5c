/** A claim while a run works: renewed on time, one renewal at a time, and nothing more is done once it is somebody else's. */

import { describe, expect, it } from "vitest";
import type { RemoteRef, Repository } from "../../../src/clients/repository.ts";
import { ServiceFailure } from "../../../src/clients/service-failure.ts";
import { claimEffect, claimLifetimeMs } from "../../../src/release/claim.ts";
import type { Effect } from "../../../src/release/effect.ts";
import { withClaimHeld, type Every } from "../../../src/release/hold-claim.ts";
import { historyOf } from "../../../src/release/journal.ts";
import type { JournalEntry } from "../../../src/release/journal-entry.ts";
import type { Release } from "../../../src/release/step.ts";
import { claimOf } from "../../../src/release/steps/claim-version.ts";

const ref = "refs/wheelway/claims/demo/1.0";
const effect = (id: string): Effect => ({
  id,
  title: id,
  identity: "marker",
  guards: [{ name: "none", refuses: () => undefined }],
  repeatable: true,
  visibleWithinMs: 0,
  probe: () => Promise.resolve({ state: "absent" }),
  run: () => Promise.resolve({}),
});

/** A remote that has one ref at most, and a release whose effects are only counted. */
function world() {
  let time = Date.parse("2026-11-21T12:00:00Z");
  let there: (RemoteRef & { text: string }) | undefined;
  let pushes = 0;
  let down = false;
  const texts: string[] = [];
  const performed: string[] = [];
  const entries: JournalEntry[] = [];
  const answer = <T>(value: T): Promise<T> =>
    down
      ? Promise.reject(new ServiceFailure({ service: "git", kind: "unclear", why: "no answer" }))
      : Promise.resolve(value);
  const repository = {
    remoteRefs: () => answer(there ? [there] : []),
    remoteFile: () => answer(there?.text),
    loneCommit: (_file: string, text: string) => Promise.resolve(String(texts.push(text) - 1)),
    push: ([update]: readonly { from: string | undefined; expected: string | undefined }[]) => {
      pushes += 1;
      if (update?.expected !== there?.object)
        return answer({ state: "rejected", ref, why: "stale info" } as const);
      const object = `object ${pushes}`;
      there = { ref, object, commit: object, text: texts[Number(update?.from)] ?? "" };
      return answer({ state: "pushed" } as const);
    },
  } as Pick<Repository, "remoteRefs" | "remoteFile" | "loneCommit" | "push"> as Repository;
  const facts = {
    claim: { ref, token: "mine" },
    version: { project: "demo", version: "1.0", tag: "v1.0", before: null, prerelease: false },
  };
  const sleep = (ms: number) => {
    time += ms;
    return Promise.resolve();
  };
  const release = {
    ports: { repository },
    request: { by: "Test", ciRun: undefined, takeOver: false },
    clock: { now: () => time, sleep, random: () => 0.5 },
    signal: new AbortController().signal,
    journal: { entries, effect: (id: string) => historyOf(entries, id) },
    fact: (name: keyof typeof facts) => facts[name],
    perform: async (one: Effect) => {
      performed.push(one.id);
      const receipt = one.id.startsWith("claim:") ? await one.run(release.signal) : {};
      const at = new Date(time).toISOString();
      const line = { v: 1, seq: 0, at, run: "r", prev: "0".repeat(64) } as const;
      entries.push({ ...line, type: "receipt", effect: one.id, receipt, found: false });
      return receipt;
    },
  } as unknown as Release;
  const ticks: (() => void)[] = [];
  const every: Every = (_ms, act) => {
    ticks.push(act);
    return () => void ticks.splice(0);
  };
  const claim = () => claimEffect(claimOf(release, "mine"));
  const since = () => (JSON.parse(there?.text ?? "{}") as { since?: number }).since;
  return {
    release,
    every,
    claim,
    performed,
    tick: async () => {
      for (const act of ticks) act();
      await new Promise((done) => setImmediate(done));
    },
    ticking: () => ticks.length,
    pass: (ms: number) => (time += ms),
    now: () => time,
    since,
    pushes: () => pushes,
    fail: (yes: boolean) => (down = yes),
    steal: () => {
      there = { ref, object: "theirs", commit: "theirs", text: JSON.stringify({ token: "theirs" }) };
    },
  };
}

describe("a held claim", () => {
  it("is renewed while a step takes long, and by nobody afterwards", async () => {
    const here = world();
    await withClaimHeld(
      here.release,
      async (release) => {
        await here.tick();
        expect(here.pushes()).toBe(0);
        await release.perform(here.claim());
        here.pass(600_000);
        await here.tick();
        expect(here.since()).toBe(here.now());
        await release.perform(effect("upload:a"));
      },
      here.every,
    );
    expect(here.pushes()).toBe(2);
    expect(here.performed).toEqual([`claim:${ref}`, "upload:a"]);
    expect(here.ticking()).toBe(0);
  });

  it("that is lost stops the run before its next effect", async () => {
    const here = world();
    const run = withClaimHeld(
      here.release,
      async (release) => {
        await release.perform(here.claim());
        here.steal();
        await here.tick();
        await release.perform(effect("upload:a"));
      },
      here.every,
    );
    await expect(run).rejects.toMatchObject({ code: "release-conflict" });
    expect(here.performed).toEqual([`claim:${ref}`]);
  });

  it("is asked for before the next effect where the machine slept through its time", async () => {
    const here = world();
    const run = withClaimHeld(
      here.release,
      async (release) => {
        await release.perform(here.claim());
        here.pass(claimLifetimeMs);
        here.steal();
        await release.perform(effect("upload:a"));
      },
      here.every,
    );
    await expect(run).rejects.toMatchObject({ code: "release-conflict" });
    expect(here.performed).toHaveLength(1);
  });

  it("survives a remote that does not answer for a while", async () => {
    const here = world();
    await withClaimHeld(
      here.release,
      async (release) => {
        await release.perform(here.claim());
        here.fail(true);
        await here.tick();
        await release.perform(effect("upload:a"));
        here.fail(false);
        await here.tick();
      },
      here.every,
    );
    expect(here.performed).toHaveLength(2);
  });

  it("of an earlier run shows a sign of life at once", async () => {
    const here = world();
    await withClaimHeld(here.release, (release) => release.perform(here.claim()), here.every);
    here.pass(claimLifetimeMs - 1);
    // The claim was not given back: its run was killed.
    const found = { ...here.claim(), run: () => Promise.resolve({}) };
    await withClaimHeld(here.release, (release) => release.perform(found), here.every);
    expect(here.since()).toBe(here.now());
  });
});
