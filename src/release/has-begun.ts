/** Has a release done anything yet, beside wanting its version? One that has not is begun anew, from what is out there now. */

import type { JournalEntry } from "./journal-entry.ts";

const ofWork = ["written", "commit", "manifest"];

export function hasBegun(entries: readonly JournalEntry[]): boolean {
  return entries.some((entry) => {
    switch (entry.type) {
      case "intent":
      case "receipt":
        return !entry.effect.startsWith("claim:");
      case "fact":
        return ofWork.includes(entry.name);
      case "approved":
      case "rejected":
      case "acknowledged":
        return true;
      default:
        return false;
    }
  });
}
