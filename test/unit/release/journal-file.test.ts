/** The journal as a file: durable lines in a chain, torn ends told, damage refused. */

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openJournal, readJournal } from "../../../src/release/journal-file.ts";

const now = () => new Date("2026-11-21T12:00:00Z");
const options = { run: "r1", now, redact: <T>(data: T) => data };

function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-journal-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "release", "journal.jsonl");
}

async function written(path: string, count = 3): Promise<void> {
  const journal = await openJournal(path, options);
  for (let n = 0; n < count; n += 1) await journal.append({ type: "warning", text: `line ${n} ä` });
  await journal.close();
}

describe("the journal's file", () => {
  it("keeps what was appended, in order, also when opened again", async () => {
    const path = journalPath();
    await written(path, 2);
    const again = await openJournal(path, { ...options, run: "r2" });
    await again.append({ type: "step-started", step: "push" });
    await again.close();
    const { entries, torn } = await readJournal(path);
    expect(torn).toBe(0);
    expect(entries.map(({ seq, run, type }) => [seq, run, type])).toEqual([
      [0, "r1", "warning"],
      [1, "r1", "warning"],
      [2, "r2", "step-started"],
    ]);
  });

  it("keeps the order of lines that are appended at once", async () => {
    const path = journalPath();
    const journal = await openJournal(path, options);
    await Promise.all([1, 2, 3, 4].map((n) => journal.append({ type: "warning", text: `${n}` })));
    await journal.close();
    const { entries } = await readJournal(path);
    expect(entries.map((entry) => (entry.type === "warning" ? entry.text : ""))).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
  });

  it("reads every cut of its last line as torn, puts it aside and says so", async () => {
    const path = journalPath();
    await written(path);
    const whole = readFileSync(path);
    const start = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let end = start + 1; end < whole.length; end += 7) {
      writeFileSync(path, whole.subarray(0, end));
      const journal = await openJournal(path, { ...options, run: "r2" });
      await journal.close();
      const { entries, torn } = await readJournal(path);
      expect(torn).toBe(0);
      expect(entries.map(({ type }) => type)).toEqual(["warning", "warning", "torn"]);
      expect(entries.at(-1)).toMatchObject({ bytes: end - start });
    }
  });

  it("does not believe a journal in which any byte of a whole line was changed", async () => {
    const path = journalPath();
    await written(path);
    const whole = readFileSync(path);
    // The last line has no line after it that would hold its digest.
    const covered = whole.lastIndexOf(0x0a, whole.length - 2);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: covered - 1 }), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ by;
        writeFileSync(path, changed);
        await expect(readJournal(path)).rejects.toMatchObject({ code: "journal-damaged" });
      }),
      { numRuns: 300 },
    );
  });

  it("does not believe a line that is missing, doubled or foreign", async () => {
    const path = journalPath();
    await written(path, 4);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const put = (all: readonly (string | undefined)[]) => writeFileSync(path, `${all.join("\n")}\n`);
    for (const all of [
      [lines[0], lines[2], lines[3]],
      [lines[0], lines[1], lines[1], lines[2]],
      [lines[1], lines[2]],
      [...lines, "{}"],
      [...lines, ""],
      [...lines, "null"],
    ]) {
      put(all);
      await expect(readJournal(path)).rejects.toMatchObject({ code: "journal-damaged" });
    }
  });

  it("writes nothing more after a write that failed", async () => {
    const path = journalPath();
    const journal = await openJournal(path, {
      ...options,
      redact: (data) => {
        if (JSON.stringify(data).includes("full")) throw new Error("no space");
        return data;
      },
    });
    await expect(journal.append({ type: "warning", text: "full" })).rejects.toThrow("no space");
    await expect(journal.append({ type: "warning", text: "after" })).rejects.toThrow("no space");
    await journal.close();
    expect((await readJournal(path)).entries).toEqual([]);
  });

  it("tells a foreign file from a torn one", async () => {
    const path = journalPath();
    await written(path, 1);
    appendFileSync(path, "hello\nworld\n");
    await expect(readJournal(path)).rejects.toMatchObject({ code: "journal-damaged" });
  });
});
