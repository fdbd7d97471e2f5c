/** The journal as a port: what was meant, what was done, and what is known, in the order it happened. */

import type { JournalEntry, JournalEvent } from "./journal-entry.ts";

type Of<Type extends JournalEntry["type"]> = Extract<JournalEntry, { type: Type }>;

/** The last that the journal has of one effect. */
export interface EffectHistory {
  readonly intent: Of<"intent"> | undefined;
  readonly receipt: Of<"receipt"> | undefined;
  /** The end of the last attempt, where it failed. */
  readonly failure: Of<"failed"> | undefined;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** On the disk, and fsynced, when the promise is kept. */
  append(event: JournalEvent): Promise<void>;
  effect(id: string): EffectHistory;
  close(): Promise<void>;
}

/** Reads an effect's history out of entries; what came before an `undone` counts no more. */
export function historyOf(entries: readonly JournalEntry[], id: string): EffectHistory {
  let history: EffectHistory = { intent: undefined, receipt: undefined, failure: undefined };
  for (const entry of entries) {
    if (!("effect" in entry) || entry.effect !== id) continue;
    switch (entry.type) {
      case "intent":
        history = { intent: entry, receipt: history.receipt, failure: undefined };
        break;
      case "receipt":
        history = { ...history, receipt: entry, failure: undefined };
        break;
      case "failed":
        history = { ...history, failure: entry };
        break;
      case "undone":
        history = { intent: undefined, receipt: undefined, failure: undefined };
        break;
    }
  }
  return history;
}

/** The last value of a fact; it was data when it was written, the reader checks its shape. */
export function factOf(entries: readonly JournalEntry[], name: string): unknown {
  return entries.findLast((entry): entry is Of<"fact"> => entry.type === "fact" && entry.name === name)
    ?.value;
}
