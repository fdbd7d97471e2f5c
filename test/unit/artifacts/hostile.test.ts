import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { archiveCodes } from "../../../src/checks/codes/archive.ts";
import { hostileArchives } from "../../support/hostile-archives.ts";
import type { Report } from "../../support/hostile-child.ts";

const sandbox = mkdtempSync(join(tmpdir(), "wheelway-hostile-"));
const digests: string[] = [];
let report: Report;
let before: string[];

beforeAll(async () => {
  const paths = hostileArchives.map(({ file, bytes }, index) => {
    const folder = join(sandbox, "archives", String(index));
    mkdirSync(folder, { recursive: true });
    const content = bytes();
    digests.push(createHash("sha256").update(content).digest("hex"));
    writeFileSync(join(folder, file), content);
    return join(folder, file);
  });
  writeFileSync(join(sandbox, "list.json"), JSON.stringify(paths));
  const child = join(sandbox, "child.cjs");
  const source = new URL("../../support/hostile-child.ts", import.meta.url).pathname;
  await build({ entryPoints: [source], outfile: child, bundle: true, platform: "node", format: "cjs" });
  before = everything();
  report = JSON.parse(
    execFileSync(
      process.execPath,
      [permission, "--allow-fs-read=*", "--no-warnings", "--max-old-space-size=128", child].concat(
        join(sandbox, "list.json"),
        join(sandbox, "probe"),
      ),
      { cwd: sandbox, encoding: "utf8", timeout: 60_000 },
    ),
  ) as Report;
}, 120_000);

afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

/** From then on the process may write no file and start no process. */
const permission = process.allowedNodeEnvironmentFlags.has("--permission")
  ? "--permission"
  : "--experimental-permission";

/** Every path below the sandbox, with size and time of its last change. */
function everything(): string[] {
  return readdirSync(sandbox, { recursive: true, encoding: "utf8" })
    .map((path) => {
      const { size, mtimeMs } = statSync(join(sandbox, path));
      return `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

describe.each(hostileArchives.map((archive, index) => ({ ...archive, index })))("$name", (archive) => {
  it(`is refused as ${archive.code}`, () => {
    const { code, message, sha256, cpu, open } = report.readings[archive.index]!;
    expect({ code, message }).toEqual({
      code: archive.code,
      message: expect.stringContaining(archive.says) as string,
    });
    // eslint-disable-next-line no-control-regex -- nothing of the archive may reach the terminal unescaped
    expect(message).not.toMatch(/[\u0000-\u001f\u007f]|\.$/);
    expect(sha256).toBe(digests[archive.index]);
    // Far more than any of them needs: it catches what hangs or unpacks without end.
    expect(cpu).toBeLessThan(1000);
    expect(open).toEqual([]);
  });
});

it("writes nothing and starts nothing while it reads them", () => {
  expect(report.guard).toEqual(["ERR_ACCESS_DENIED", "ERR_ACCESS_DENIED"]);
  expect(everything()).toEqual(before);
});

it("keeps within 256 MiB of memory over all of them", () => {
  expect(report.memory).toBeLessThan(256);
});

it("has a case for each code of a refusal, and more than a hundred in all", () => {
  const found = new Set(hostileArchives.map(({ code }) => code));
  // WW028 is a finding about an archive that can be read.
  const expected = Object.keys(archiveCodes).filter((code) => code !== "WW028");
  expect([...found].sort()).toEqual(["WW008", ...expected].sort());
  expect(new Set(hostileArchives.map(({ name }) => name)).size).toBe(hostileArchives.length);
  expect(hostileArchives.length).toBeGreaterThan(100);
});
