/** Journals and texts without what differs from run to run: for golden files. */

import { hostname } from "node:os";
import type { JournalEntry } from "../../src/release/journal-entry.ts";

/** Each first occurrence of a kind gets a number, so that what is the same stays the same. */
export function normaliser(folders: Readonly<Record<string, string>>): (text: string) => string {
  const numbers = new Map<string, string>();
  const numbered = (kind: string) => (found: string) => {
    const known = numbers.get(found);
    if (known !== undefined) return known;
    const count = [...numbers.values()].filter((name) => name.startsWith(`<${kind}`)).length + 1;
    numbers.set(found, `<${kind} ${count}>`);
    return `<${kind} ${count}>`;
  };
  return (text) => {
    let plain = text;
    // The longest first: one may lie in another.
    for (const [name, folder] of Object.entries(folders).sort(([, a], [, b]) => b.length - a.length))
      plain = plain.replaceAll(folder, `<${name}>`);
    return plain
      .replaceAll(hostname(), "<host>")
      .replace(/127\.0\.0\.1:\d+/g, numbered("address"))
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, numbered("token"))
      .replace(/\b[0-9a-f]{40}\b/g, numbered("commit"))
      .replace(/\b[0-9a-f]{12}\b/g, (short) => {
        const whole = [...numbers].find(([found]) => found.startsWith(short) && found.length === 40);
        return whole ? `${whole[1].slice(0, -1)}, short>` : short;
      })
      .replace(/("pid":)\d+/g, "$10");
  };
}

/** One entry a line, without the envelope that chains them. */
export function plainJournal(entries: readonly JournalEntry[], plain: (text: string) => string): string {
  const envelope = ["v", "seq", "at", "run", "prev"];
  return entries
    .map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => !envelope.includes(key))))
    .map((event) => `${plain(JSON.stringify(event))}\n`)
    .join("");
}
