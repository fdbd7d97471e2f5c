/** What a journal tells of its release, in the order that people ask: is it open, how far is it, whom does it wait for. */

import { acknowledgementOf } from "./acknowledge.ts";
import { WheelwayError } from "../errors.ts";
import { approvalOf, type Approval } from "./approval.ts";
import { readFact, type ReleaseFile } from "./facts.ts";
import type { JournalEntry } from "./journal-entry.ts";
import { historyOf } from "./journal.ts";

type Of<Type extends JournalEntry["type"]> = Extract<JournalEntry, { type: Type }>;

export interface StepStory {
  readonly step: string;
  /** "begun": there is no end of it in the journal. */
  readonly state: "done" | "skipped" | "stopped" | "begun";
  /** Why it was skipped, or what stopped it. */
  readonly why: string | undefined;
  readonly at: string;
}

export interface EffectStory {
  readonly effect: string;
  readonly title: string;
  /** "perhaps": it was begun, and nobody has seen since whether it happened. */
  readonly state: "done" | "perhaps" | "not-done";
}

/** What the release needs to go on. */
export type Waits =
  | { readonly for: "nothing" }
  /** A person's yes or no. */
  | { readonly for: "approval" }
  /** A person's word that these were looked at, by the names that the configuration gives them. */
  | { readonly for: "acknowledgement"; readonly what: readonly string[] }
  | { readonly for: "abort"; readonly by: string; readonly reason: string }
  /** Something that stopped it is to be mended. */
  | { readonly for: "mending"; readonly step: string; readonly code: string; readonly why: string }
  /** It was ended in the middle, by a kill or Ctrl-C. */
  | { readonly for: "resume" };

export interface ReleaseStory {
  readonly project: string;
  readonly version: string;
  readonly state: "open" | Of<"closed">["outcome"];
  /** ISO 8601. */
  readonly began: string;
  readonly lastRun: Of<"run-started"> | undefined;
  readonly manifest: { readonly digest: string; readonly files: readonly ReleaseFile[] } | undefined;
  readonly approval: Approval;
  /** What a person, or the policy, has vouched for. */
  readonly acknowledged: readonly { readonly what: string; readonly by: string; readonly at: string }[];
  /** Its end, where it has come to one: when (ISO 8601), and who decided it, where somebody did. */
  readonly ended: { readonly at: string; readonly by: string | undefined } | undefined;
  readonly steps: readonly StepStory[];
  readonly effects: readonly EffectStory[];
  readonly links: Readonly<Record<string, string>>;
  /** Index -> file -> where it can be downloaded. */
  readonly urls: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly warnings: readonly string[];
  readonly waits: Waits;
}

/** @param entries of a journal that is not empty */
export function storyOf(entries: readonly JournalEntry[]): ReleaseStory {
  const opened = last(entries, "opened");
  const known = readFact(entries, "version");
  const manifest = readFact(entries, "manifest");
  const state = stateOf(entries);
  const approval = manifest ? approvalOf(entries, manifest.digest) : ({ state: "open" } as const);
  return {
    project: known?.project ?? opened?.project ?? "",
    version: known?.version ?? opened?.version ?? "",
    state,
    began: entries[0]?.at ?? "",
    lastRun: entries.findLast(
      (entry): entry is Of<"run-started"> => entry.type === "run-started" && entry.command !== "rollback",
    ),
    manifest,
    approval,
    acknowledged: entries.flatMap((entry) =>
      entry.type === "acknowledged" ? [{ what: entry.what, by: entry.by, at: entry.at }] : [],
    ),
    ended: state === "open" ? undefined : endOf(entries),
    steps: stepsOf(entries),
    effects: effectsOf(entries),
    links: readFact(entries, "links") ?? {},
    urls: readFact(entries, "urls") ?? {},
    warnings: [...new Set(entries.flatMap((entry) => (entry.type === "warning" ? [entry.text] : [])))],
    waits: state === "open" ? waitsFor(entries, approval) : { for: "nothing" },
  };
}

/** Only `wheelway rollback` goes on with a release of which it has taken something back. Throws `release-conflict`. */
export function refuseHalfTakenBack(entries: readonly JournalEntry[]): void {
  const runs = new Set(
    entries.flatMap((entry) =>
      entry.type === "run-started" && entry.command === "rollback" ? entry.run : [],
    ),
  );
  const begun = entries.some(
    (entry) => entry.type === "intent" && runs.has(entry.run) && !entry.effect.startsWith("claim:"),
  );
  if (!begun || stateOf(entries) !== "open") return;
  const version = last(entries, "opened")?.version ?? "";
  throw new WheelwayError("release-conflict", {
    message: `${version} is being taken back: a rollback of it was begun, and did not end`,
    next: `wheelway rollback ${version} finishes that; it can be said again and again.`,
  });
}

/** Effects that have left this machine, or may have. */
export function sentOf({ effects }: Pick<ReleaseStory, "effects">): readonly EffectStory[] {
  // The claim is given back, and what git has here alone can be undone.
  return effects.filter(
    ({ effect, state }) => state !== "not-done" && !/^(claim|commit|tag|advance|sign):/.test(effect),
  );
}

/** Closed, until a later run does or meets something that is not closed again. */
export function stateOf(entries: readonly JournalEntry[]): ReleaseStory["state"] {
  const closed = entries.findLastIndex(({ type }) => type === "closed");
  const entry = entries[closed];
  if (entry?.type !== "closed") return "open";
  const since = entries.slice(closed + 1);
  return since.some(({ type }) => type === "intent" || type === "step-failed") ? "open" : entry.outcome;
}

function endOf(entries: readonly JournalEntry[]): ReleaseStory["ended"] {
  const closed = last(entries, "closed");
  return closed && { at: closed.at, by: closed.by };
}

function stepsOf(entries: readonly JournalEntry[]): StepStory[] {
  const steps = new Map<string, StepStory>();
  for (const entry of entries) {
    if (!("step" in entry)) continue;
    const { step, at } = entry;
    switch (entry.type) {
      case "step-started":
        steps.set(step, { step, at, state: "begun", why: undefined });
        break;
      case "step-done":
        steps.set(step, { step, at, state: "done", why: undefined });
        break;
      case "step-skipped":
        steps.set(step, { step, at, state: "skipped", why: entry.reason });
        break;
      case "step-failed":
        steps.set(step, { step, at, state: "stopped", why: entry.why });
        break;
    }
  }
  return [...steps.values()];
}

function effectsOf(entries: readonly JournalEntry[]): EffectStory[] {
  const ids = new Set(entries.flatMap((entry) => ("effect" in entry ? [entry.effect] : [])));
  return [...ids].map((effect) => {
    const { intent, receipt, failure } = historyOf(entries, effect);
    const perhaps = intent !== undefined && failure?.may !== false;
    const title = intent?.title ?? effect;
    return { effect, title, state: receipt ? "done" : perhaps ? "perhaps" : "not-done" };
  });
}

function waitsFor(entries: readonly JournalEntry[], approval: Approval): Waits {
  if (approval.state === "rejected") return { for: "abort", by: approval.by, reason: approval.reason };
  const run = entries.findLastIndex(({ type }) => type === "run-started");
  const failed = last(entries.slice(run), "step-failed");
  if (!failed) return { for: "resume" };
  if (failed.code !== "approval-missing")
    return { for: "mending", step: failed.step, code: failed.code, why: failed.why };
  if (failed.step === "approve") return { for: approval.state === "approved" ? "resume" : "approval" };
  const open = (readFact(entries, "awaited") ?? []).filter((what) => !acknowledgementOf(entries, what));
  return open.length > 0 ? { for: "acknowledgement", what: open } : { for: "resume" };
}

function last<Type extends JournalEntry["type"]>(
  entries: readonly JournalEntry[],
  type: Type,
): Of<Type> | undefined {
  return entries.findLast((entry): entry is Of<Type> => entry.type === type);
}
