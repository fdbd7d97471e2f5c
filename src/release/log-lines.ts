/** What a release's log says of each entry of its journal: the same story, a line each, for people who read it later. */

import type { JournalEntry } from "./journal-entry.ts";

/** Effect -> its title, as its intent told it. */
export type Titles = ReadonlyMap<string, string>;

/** One line without its time; `undefined` for what a reader does not miss. */
export function entryLine(entry: JournalEntry, titles: Titles): string | undefined {
  switch (entry.type) {
    case "opened":
      return `release of ${entry.project} ${entry.version}, by Wheelway ${entry.wheelway}`;
    case "run-started":
      return `wheelway ${entry.command}, started by ${entry.by} on ${entry.host} as process ${entry.pid}`;
    case "step-started":
      return `${entry.step}:`;
    case "step-done":
      return `${entry.step}: done`;
    case "step-skipped":
      return `${entry.step}: skipped, since ${entry.reason}`;
    case "step-failed":
      return `${entry.step}: stopped (${entry.code}): ${entry.why}`;
    case "intent":
      return `  ${entry.title}`;
    case "receipt":
      return `  ${entry.found ? "was there" : "done"}: ${titles.get(entry.effect) ?? entry.effect}${receiptText(entry.receipt)}`;
    case "failed":
      return `  failed${entry.may ? ", but may have happened" : ""}: ${titles.get(entry.effect) ?? entry.effect}: ${entry.why}`;
    case "undone":
      return `  undone: ${entry.what}`;
    default:
      return decisionLine(entry);
  }
}

type Decided = Exclude<JournalEntry, { readonly type: `step-${string}` | "opened" | "run-started" }>;

function decisionLine(
  entry: Exclude<Decided, { readonly type: "intent" | "receipt" | "failed" | "undone" }>,
) {
  switch (entry.type) {
    case "fact":
      return factLine(entry.name, entry.value);
    case "approved":
      return `approved by ${entry.by} (${noted(entry.how, entry.note)}): manifest sha256:${entry.manifest}`;
    case "rejected":
      return `rejected by ${entry.by}: ${entry.reason}; manifest sha256:${entry.manifest}`;
    case "acknowledged":
      return `acknowledged by ${entry.by} (${noted(entry.how ?? "person", entry.note ?? "")}): ${entry.what}`;
    case "warning":
      return `warning: ${entry.text}`;
    case "torn":
      return `the journal ended in the middle of a line: ${entry.bytes} bytes were put aside`;
    case "closed":
      return `closed: ${entry.outcome}${entry.by === undefined ? "" : ` by ${entry.by}`}`;
  }
}

function noted(how: string, note: string): string {
  return note === "" ? how : `${how}: ${note}`;
}

/** Where it is, and as what. */
function receiptText(receipt: Readonly<Record<string, unknown>>): string {
  const told = ["url", "commit", "sha256"].flatMap((key) =>
    typeof receipt[key] === "string" ? [`${key} ${receipt[key]}`] : [],
  );
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}

/** Most facts are told by what is done with them; a claim's token is nobody's business. */
function factLine(name: string, value: unknown): string | undefined {
  const of = (value ?? {}) as Readonly<Record<string, unknown>>;
  switch (name) {
    case "version":
      return `version ${String(of["version"])}, tag ${String(of["tag"])}`;
    case "base":
      return `from ${String(of["commit"])} of ${String(of["branch"])}`;
    case "manifest":
      return `manifest sha256:${String(of["digest"])} of ${(of["files"] as readonly unknown[]).length} files`;
    default:
      return undefined;
  }
}
