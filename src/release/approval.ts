/** Approval: by a person or a policy, of one manifest digest; one changed byte afterwards voids it. */

import { WheelwayError } from "../errors.ts";
import { readDistSet } from "./dist-set.ts";
import type { Guard } from "./effect.ts";
import type { FactValue } from "./facts.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { Release } from "./step.ts";

export type Approval =
  | { readonly state: "open" }
  | {
      readonly state: "approved";
      readonly by: string;
      /** ISO 8601. */
      readonly at: string;
      readonly how: "person" | "policy";
      readonly note: string;
    }
  | { readonly state: "rejected"; readonly by: string; readonly at: string; readonly reason: string };

/** What was said last of this digest; what was said of another one counts for nothing. */
export function approvalOf(entries: readonly JournalEntry[], digest: string): Approval {
  const last = entries.findLast(
    (entry) => (entry.type === "approved" || entry.type === "rejected") && entry.manifest === digest,
  );
  if (last?.type === "approved") {
    const { by, at, how, note } = last;
    return { state: "approved", by, at, how, note };
  }
  if (last?.type === "rejected") {
    const { by, at, reason } = last;
    return { state: "rejected", by, at, reason };
  }
  return { state: "open" };
}

/** Stands before every effect that leaves this machine. */
export function approvedGuard(release: Pick<Release, "journal" | "known">): Guard {
  return {
    name: "approved",
    refuses: () => {
      const manifest = release.known("manifest");
      if (!manifest) return "there is no manifest yet";
      const approval = approvalOf(release.journal.entries, manifest.digest);
      switch (approval.state) {
        case "approved":
          return undefined;
        case "rejected":
          return `${approval.by} rejected it: ${approval.reason}`;
        case "open":
          return `nobody has approved the manifest ${manifest.digest.slice(0, 12)}`;
      }
    },
  };
}

/**
 * Are the folder's bytes still those that the manifest fact names? Before the first effect, after a restart, and again
 * before the next place: everything is read anew.
 * @throws WheelwayError "approval-void"
 */
export async function checkUnchanged(release: Pick<Release, "fact">, folder: string): Promise<void> {
  await checkApproved(release.fact("manifest"), folder);
}

/** The same of a manifest fact. Throws `approval-void`. */
export async function checkApproved({ digest, files }: FactValue<"manifest">, folder: string): Promise<void> {
  let why: string | undefined;
  try {
    const set = await readDistSet(folder);
    if (set.digest !== digest)
      why = `its manifest is ${set.digest.slice(0, 12)}, approved was ${digest.slice(0, 12)}`;
    const lost = files.find(
      ({ file, sha256 }) => !set.files.some((one) => one.file === file && one.sha256 === sha256),
    );
    if (lost) why = `${lost.file} is not what was approved`;
  } catch (error) {
    if (!(error instanceof WheelwayError)) throw error;
    why = error.why ?? error.message;
  }
  if (why === undefined) return;
  throw new WheelwayError("approval-void", {
    message: `${folder} was changed after it was approved`,
    why,
    next: "Put it back, or start the release again with what is there now.",
  });
}
