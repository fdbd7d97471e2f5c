/** A store of which one byte in a hundred was flipped at random gives either the right bytes or none. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listEntries } from "../../../src/store/prune.ts";
import { resultsFolder } from "../../../src/store/places.ts";
import { sha256, storeAt, wanted, wheelResult } from "./sample.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "wheelway-flip-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it("gives the right bytes or none, whatever is flipped", async () => {
  const source = await wheelResult(join(root, "source"), "wheel:a", Buffer.from("wheel ".repeat(300)));
  const key = sha256("a");
  let damaged = 0;
  let whole = 0;
  for (let seed = 0; seed < 150; seed++) {
    const random = randomOf(seed);
    const cacheDir = join(root, String(seed));
    const { store, warnings } = storeAt(cacheDir);
    await store.put({ key, kind: "wheel" }, source);
    const [entry] = await listEntries(resultsFolder(cacheDir));
    const bytes = await readFile(entry?.path ?? "");
    // The first seeds flip one bit somewhere, the next ones every hundredth byte; a few flip nothing.
    const share = seed < 100 ? 0 : seed < 140 ? 0.01 : 0;
    for (let at = 0; at < bytes.length; at++)
      if (random() < share) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    const one = Math.floor(random() * bytes.length);
    if (seed < 100) bytes[one] = (bytes[one] ?? 0) ^ (1 << Math.floor(random() * 8));
    await writeFile(entry?.path ?? "", bytes);
    const taken = await store.take(wanted(key, "wheel:a"), join(cacheDir, "out"));
    if (taken) {
      whole += 1;
      const file = await readFile(join(taken.files["wheel"] ?? "", "demo-1.0-py3-none-any.whl"));
      expect(sha256(file)).toBe(source.result.outputs["wheel"]?.[0]?.sha256);
      expect({ ...taken.result, log: taken.log }).toEqual({ ...source.result, log: source.log });
    } else {
      damaged += 1;
      expect(warnings).toHaveLength(1);
    }
  }
  expect({ damaged, whole }).toEqual({ damaged: 140, whole: 10 });
});
