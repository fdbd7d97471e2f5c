/** One effect: asked before it is done, never done twice where that could be seen, and told what came of it. */

import { describe, expect, it } from "vitest";
import { ServiceFailure, type ServiceFailureKind } from "../../../src/clients/service-failure.ts";
import type { Effect, Probe } from "../../../src/release/effect.ts";
import { historyOf, type Journal } from "../../../src/release/journal.ts";
import type { JournalEntry, JournalEvent } from "../../../src/release/journal-entry.ts";
import { perform, type PerformEvent } from "../../../src/release/perform.ts";

/** A world with one thing in it, which shows late, and time that passes only by sleeping. */
function world(more: { readonly effect?: Partial<Effect>; readonly showsAfterMs?: number } = {}) {
  let time = Date.parse("2026-11-21T12:00:00Z");
  let doneAt: number | undefined;
  let runs = 0;
  const probes: Probe[] = [];
  const events: PerformEvent[] = [];
  const entries: JournalEntry[] = [];
  const journal: Journal = {
    entries,
    append: (event: JournalEvent) => {
      const at = new Date(time).toISOString();
      entries.push({ v: 1, seq: entries.length, at, run: "r", prev: "0".repeat(64), ...event });
      return Promise.resolve();
    },
    effect: (id) => historyOf(entries, id),
    close: () => Promise.resolve(),
  };
  const effect: Effect = {
    id: "upload:x",
    title: "upload x",
    identity: "digest",
    guards: [{ name: "approved", refuses: () => undefined }],
    repeatable: true,
    visibleWithinMs: 60_000,
    probe: () => {
      const scripted = probes.shift();
      if (scripted) return Promise.resolve(scripted);
      const seen = doneAt !== undefined && time >= doneAt + (more.showsAfterMs ?? 0);
      return Promise.resolve(seen ? { state: "same", receipt: { seen: true } } : { state: "absent" });
    },
    run: () => {
      runs += 1;
      doneAt ??= time;
      return Promise.resolve({ stored: true });
    },
    ...more.effect,
  };
  const clock = {
    now: () => time,
    sleep: (ms: number) => {
      time += ms;
      return Promise.resolve();
    },
    random: () => 0.5,
  };
  const signal = new AbortController().signal;
  const go = () => perform(effect, { journal, clock, signal, tell: (event) => events.push(event) });
  const types = () => entries.map(({ type }) => type);
  return {
    go,
    probes,
    events,
    journal,
    types,
    runs: () => runs,
    happen: () => (doneAt = time),
    pass: (ms: number) => (time += ms),
    time: () => time,
    ran: () => (runs += 1),
  };
}

const failure = (kind: ServiceFailureKind, retryAfterMs?: number) =>
  new ServiceFailure({
    service: "pypi",
    kind,
    why: "it said no",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe("an effect", () => {
  it("is done once, between its intent and its receipt", async () => {
    const here = world();
    expect(await here.go()).toEqual({ stored: true });
    expect(here.types()).toEqual(["intent", "receipt"]);
    expect(await here.go()).toEqual({ seen: true });
    expect(here.runs()).toBe(1);
    expect(here.types()).toEqual(["intent", "receipt"]);
  });

  it("is only noted where it is there already", async () => {
    const here = world();
    here.happen();
    await here.go();
    expect(here.runs()).toBe(0);
    expect(here.types()).toEqual(["receipt"]);
    expect(here.events.at(-1)).toMatchObject({ type: "effect-done", found: true });
  });

  it("is not done while a guard refuses, and nothing is asked", async () => {
    const here = world({
      effect: { guards: [{ name: "approved", refuses: () => "nobody has approved it" }] },
    });
    here.probes.push({ state: "conflict", why: "never asked", next: "" });
    await expect(here.go()).rejects.toMatchObject({ code: "release-guarded" });
    expect(here.types()).toEqual([]);
    expect(here.probes).toHaveLength(1);
  });

  it("stops at a conflict without a word to the outside", async () => {
    const here = world();
    here.probes.push({ state: "conflict", why: "other bytes are there", next: "a new version" });
    await expect(here.go()).rejects.toMatchObject({ code: "release-conflict", next: "a new version" });
    expect(here.runs()).toBe(0);
  });

  it("asks again while it cannot be told, and then stops", async () => {
    const here = world();
    for (let n = 0; n < 3; n += 1) here.probes.push({ state: "unknown", why: "503" });
    await here.go();
    expect(here.runs()).toBe(1);

    const silent = world({ effect: { probe: () => Promise.resolve({ state: "unknown", why: "503" }) } });
    const began = silent.time();
    await expect(silent.go()).rejects.toMatchObject({ code: "release-unclear" });
    expect(silent.runs()).toBe(0);
    expect(silent.time() - began).toBeGreaterThan(4 * 60_000);
  });

  it("waits until an earlier attempt must have become visible before it is repeated", async () => {
    const here = world();
    await here.journal.append({ type: "intent", effect: "upload:x", title: "upload x", identity: "digest" });
    const began = here.time();
    await here.go();
    expect(here.time() - began).toBeGreaterThanOrEqual(60_000);
    expect(here.runs()).toBe(1);
  });

  it("finds what an earlier attempt did when it becomes visible late, and does not repeat it", async () => {
    const here = world({ showsAfterMs: 20_000 });
    await here.journal.append({ type: "intent", effect: "upload:x", title: "upload x", identity: "digest" });
    here.happen();
    expect(await here.go()).toEqual({ seen: true });
    expect(here.runs()).toBe(0);
  });

  it("is never repeated after an intent where a repetition would count twice", async () => {
    const here = world({ effect: { repeatable: false } });
    await here.journal.append({ type: "intent", effect: "upload:x", title: "upload x", identity: "marker" });
    await expect(here.go()).rejects.toMatchObject({ code: "release-unclear" });
    expect(here.runs()).toBe(0);
  });

  it("waits for what has a receipt but is not to be seen yet", async () => {
    const here = world({ showsAfterMs: 30_000 });
    await here.go();
    await here.go();
    expect(here.runs()).toBe(1);
  });
});

describe("an attempt that fails", () => {
  it("and may have happened is looked for before it is repeated", async () => {
    const here = world({
      showsAfterMs: 10_000,
      effect: {
        run: () => {
          here.ran();
          here.happen();
          return Promise.reject(failure("unclear"));
        },
      },
    });
    expect(await here.go()).toEqual({ seen: true });
    expect(here.runs()).toBe(1);
    expect(here.types()).toEqual(["intent", "failed", "receipt"]);
  });

  it("for sure is repeated at once after the pause that was asked for", async () => {
    let tries = 0;
    const here = world({
      effect: {
        run: () => {
          tries += 1;
          return tries < 3 ? Promise.reject(failure("later", 7000)) : Promise.resolve({ stored: true });
        },
      },
    });
    const began = here.time();
    await here.go();
    expect(tries).toBe(3);
    expect(here.time() - began).toBe(14_000);
  });

  it("ends after some attempts", async () => {
    const here = world({
      effect: {
        run: () => {
          here.ran();
          return Promise.reject(failure("later"));
        },
      },
    });
    await expect(here.go()).rejects.toMatchObject({ code: "release-refused" });
    expect(here.runs()).toBe(5);
  });

  it("with 429 is tried again, even where a repetition would count twice: nothing was done", async () => {
    let tries = 0;
    const run = () => {
      tries += 1;
      return tries === 1 ? Promise.reject(failure("later", 9000)) : Promise.resolve({ stored: true });
    };
    const here = world({ effect: { repeatable: false, run } });
    const began = here.time();
    await here.go();
    expect([tries, here.time() - began]).toEqual([2, 9000]);
    // A later run that finds the failed attempt in the journal may try, too.
    const later = world({ effect: { repeatable: false } });
    await later.journal.append({ type: "intent", effect: "upload:x", title: "", identity: "marker" });
    await later.journal.append({ type: "failed", effect: "upload:x", why: "429", may: false });
    await later.go();
    expect(later.runs()).toBe(1);
  });

  it("is not waited for where the service asks for more than an hour", async () => {
    const here = world({ effect: { run: () => Promise.reject(failure("later", 3 * 3_600_000)) } });
    const began = here.time();
    await expect(here.go()).rejects.toMatchObject({ code: "release-refused", next: /180 minutes/ });
    expect(here.time()).toBe(began);
  });

  it.for([
    ["refused", "release-refused"],
    ["unauthorized", "credentials-refused"],
  ] as const)("because it is %s ends at once", async ([kind, code]) => {
    const here = world({
      effect: {
        run: () => {
          here.ran();
          return Promise.reject(failure(kind));
        },
      },
    });
    await expect(here.go()).rejects.toMatchObject({ code });
    expect(here.runs()).toBe(1);
    expect(here.types()).toEqual(["intent", "failed"]);
  });

  it("by a bug keeps the bug's own error", async () => {
    const here = world({ effect: { run: () => Promise.reject(new TypeError("undefined is not")) } });
    await expect(here.go()).rejects.toThrow(TypeError);
    expect(here.types()).toEqual(["intent", "failed"]);
  });

  it("because the answer says conflict is a conflict where the probe sees one", async () => {
    const here = world({
      effect: {
        run: () => {
          here.probes.push({ state: "conflict", why: "other bytes", next: "x" });
          return Promise.reject(failure("refused"));
        },
      },
    });
    await expect(here.go()).rejects.toMatchObject({ code: "release-conflict" });
  });
});
