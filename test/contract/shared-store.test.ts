/** Four processes keep, take and prune the same results at once: none sees a wrong or a torn one. */

import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { listEntries } from "../../src/store/prune.ts";
import { resultsFolder, unfinishedFolder } from "../../src/store/places.ts";

const run = promisify(execFile);
const script = join(import.meta.dirname, "../support/store-process.ts");

it("is shared by processes without a wrong or torn entry", async () => {
  const root = await mkdtemp(join(tmpdir(), "wheelway-shared-"));
  try {
    const cacheDir = join(root, "cache");
    const processes = [1, 2, 3, 4].map(async (number) => {
      const argv = ["--import", "tsx", script, cacheDir, join(root, String(number)), "60"];
      const { stdout } = await run(process.execPath, argv);
      return JSON.parse(stdout) as { taken: number; wrong: number; warnings: string[] };
    });
    const seen = await Promise.all(processes);
    expect(seen.map(({ wrong, warnings }) => ({ wrong, warnings }))).toEqual(
      Array.from({ length: 4 }, () => ({ wrong: 0, warnings: [] })),
    );
    expect(seen.some(({ taken }) => taken > 0)).toBe(true);
    const left = await listEntries(resultsFolder(cacheDir));
    // Each may have written one more while another counted.
    expect(left.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(60_000 + 5 * 20_000);
    expect(await readdir(unfinishedFolder(cacheDir))).toEqual([]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}, 60_000);
