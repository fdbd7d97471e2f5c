import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isThere, textIfThere } from "../../src/files.ts";
import { isRunning } from "../../src/processes.ts";
import { temporaryFolder } from "../support/archives.ts";

it("reads what is there, and takes only what is missing for missing", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "file");
  writeFileSync(file, "text");
  expect(await textIfThere(file)).toBe("text");
  expect(await textIfThere(join(folder, "other"))).toBeUndefined();
  expect(await textIfThere(join(file, "below a file"))).toBeUndefined();
  await expect(textIfThere(folder)).rejects.toThrow("EISDIR");
  expect(await isThere(file)).toBe(true);
  expect(await isThere(join(folder, "other"))).toBe(false);
});

it("knows a process that runs, and takes no group of processes for one", () => {
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(1)).toBe(true);
  expect([0, -1, Number.NaN, 1.5, 2 ** 60].map(isRunning)).toEqual(Array(5).fill(false));
});
