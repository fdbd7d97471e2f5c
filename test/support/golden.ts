/** Golden files: expected texts that `UPDATE_GOLDEN=1 npx vitest run` rewrites. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

const root = join(import.meta.dirname, "../golden");

/** The text of a file below test/golden. */
export function readGolden(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Compares with test/golden/<path>, or rewrites it where UPDATE_GOLDEN is set; never on CI, where it must fail. */
export function expectGolden(path: string, actual: string): void {
  const file = join(root, path);
  if (process.env["UPDATE_GOLDEN"] !== undefined && process.env["CI"] === undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  expect(actual, `test/golden/${path}; UPDATE_GOLDEN=1 rewrites it`).toBe(readFileSync(file, "utf8"));
}
