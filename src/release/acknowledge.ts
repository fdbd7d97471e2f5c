/** Acknowledgement: a person says that something was looked at which Wheelway cannot judge, such as a test suite run elsewhere. */

import { WheelwayError } from "../errors.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { Release } from "./step.ts";

export interface Acknowledgement {
  /** What is acknowledged: the name that the configuration gives it. */
  readonly what: string;
  /** A run without a person may acknowledge it, since its command has passed. */
  readonly byPolicy: boolean;
}

/** Who acknowledged something, and when (ISO 8601); the last of several. What was said of another commit counts for nothing. */
export function acknowledgementOf(
  entries: readonly JournalEntry[],
  what: string,
): { readonly by: string; readonly at: string } | undefined {
  const base = entries.findLastIndex((entry) => entry.type === "fact" && entry.name === "base");
  const found = entries
    .slice(base + 1)
    .findLast((entry) => entry.type === "acknowledged" && entry.what === what);
  return found?.type === "acknowledged" ? { by: found.by, at: found.at } : undefined;
}

/**
 * Asks for each that nobody has acknowledged yet; who and when stand in the journal.
 * @throws WheelwayError "approval-missing" that names all that are left
 */
export async function acknowledge(release: Release, all: readonly Acknowledgement[]): Promise<void> {
  const { journal, request } = release;
  const missing: string[] = [];
  for (const { what, byPolicy } of all) {
    if (acknowledgementOf(journal.entries, what)) continue;
    const how = await answerFor(release, what, byPolicy);
    if (how) await journal.append({ type: "acknowledged", what, by: request.by, ...how });
    else missing.push(what);
  }
  if (missing.length === 0) return;
  await release.learn("awaited", missing);
  throw new WheelwayError("approval-missing", {
    message: `nobody has acknowledged: ${missing.join(", ")}`,
    why: "Nothing has left this machine.",
    next: "Look at it; wheelway approve says yes, wheelway resume goes on; --yes does both at once.",
  });
}

async function answerFor({ request, ports }: Release, what: string, byPolicy: boolean) {
  if (request.yes) return { how: "person", note: "--yes" } as const;
  if (byPolicy && request.unattended)
    return { how: "policy", note: "its command passed in a run without a person" } as const;
  const yes = await ports.ask?.(`${what}: looked at, and all is well?`);
  return yes === true ? ({ how: "person", note: "answered at the terminal" } as const) : undefined;
}
