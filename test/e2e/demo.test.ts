/** The demo of the examples: it releases to services of this machine by the commands of its written workflow, and cleans up. */

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { cliEnv } from "../support/cli.ts";
import { emptyFolder, programOrSkip, pythonsOrSkip } from "../support/e2e-projects.ts";

const root = join(import.meta.dirname, "../..");

it("goes from a tag to an installed wheel, and leaves nothing behind", async (context) => {
  for (const program of ["bash", "cc", "git"]) programOrSkip(context, program);
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("needs two Pythons");
  const temporary = emptyFolder();
  const written = join(emptyFolder(), "written");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "examples/release-demo/run.ts", "--keep-workflows", written],
    { cwd: root, env: { ...cliEnv(), TMPDIR: temporary } },
  );
  expect(stdout).toMatch(
    /--slice "\$SLICE"[^]*gather[^]*release --artifacts \.wheelway\/dist --yes --to "\$TO"/,
  );
  expect(stdout.match(/sha256:\w+… +attested/g)).toHaveLength(6);
  expect(stdout).toContain("forge: release v0.1.0 with ");
  expect(stdout).toMatch(/Successfully installed hello-everywhere-0\.1\.0[^]*\n {2}35\n/);
  expect(readdirSync(temporary).filter((name) => name.startsWith("wheelway-"))).toEqual([]);
  for (const file of ["wheels.yml", "release.yml"]) {
    const example = readFileSync(join(root, "examples/release-demo/.github/workflows", file), "utf8");
    expect(readFileSync(join(written, file), "utf8"), "npm run demo -- --keep-workflows DIR").toBe(example);
  }
});
