/** `build --reproduce`: a project made to differ is caught, with its cause. That the examples are the same is in examples.test.ts. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Manifest } from "../../src/artifacts/manifest-schema.ts";
import { builds, failsToBuild } from "../support/cli.ts";
import { copyTestProject, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
}

/** What every Linux machine can vary; host names and processors need a privilege, or more than one. */
const varied = [
  "path",
  "umask",
  "time-zone",
  "locale",
  "hash-seed",
  "file-order",
  "file-times",
  "cache",
  "clock",
];

it("says in manifest and report what was reproduced, and claims nothing where it was not asked", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`];
  const { folder } = await builds([tinyProject(), ...only, "--reproduce"]);
  const { artifacts } = readManifest(folder);
  expect(artifacts).toHaveLength(2);
  for (const { reproduction } of artifacts) {
    expect(reproduction?.reproduced).toBe(true);
    expect(reproduction?.varied).toEqual(expect.arrayContaining(varied));
  }
  const validation = readFileSync(join(folder, "VALIDATION.txt"), "utf8");
  expect(validation.match(/^reproduced: a second build gave the same bytes$/gm)).toHaveLength(2);
  const plain = await builds([tinyProject(), ...only]);
  expect(readManifest(plain.folder).artifacts.map(({ reproduction }) => reproduction)).toEqual([
    undefined,
    undefined,
  ]);
});

/** How the project differs, the member that shows it, and what the finding says of the cause. */
const ways = [
  ["time", "differs_build.py", "it differs each time, also where nothing was changed; the time of the build"],
  [
    "random",
    "differs_build.py",
    "it differs each time, also where nothing was changed; it looks like a random value",
  ],
  ["path", "differs_build.py", "it differs with the path of the build folder alone, which is written in it"],
  ["folder", "differs_build.py", "it differs with the order of files in folders (for Python) alone"],
  [
    "set",
    "differs_build.py",
    "it differs with the seed of Python's hashes alone; the same words are in another order",
  ],
  ["umask", "differs_build.py", "it differs with the umask alone"],
  ["date", "differs_build.py", "it differs with the time zone alone; a time of the build"],
  ["times", "differs_build.py", "it differs with the times of source files alone"],
] as const;

it.for(ways)("names member and cause where a wheel holds its %s", async ([way, member, cause], context) => {
  const { newest } = pythonsOrSkip(context);
  const { record, folder } = await failsToBuild([differing(way), "--only", `${newest}-*`, "--reproduce"]);
  expect(folder).toMatch(/dist\.partial$/);
  const found = record.findings.filter(({ severity }) => severity === "error");
  expect(found).toMatchObject([{ code: "WW085", artifact: "differs-1.0-py3-none-any.whl", member }]);
  expect(found[0]?.message).toContain(`differs in the content of ${member}`);
  expect(found[0]?.message).toContain(cause);
});

it("names a member that only one build has", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const { record } = await failsToBuild([differing("member"), "--only", `${newest}-*`, "--reproduce"]);
  const [found] = record.findings.filter(({ code }) => code === "WW085");
  expect(found?.message).toMatch(/a second build lacks differs_[0-9a-f]{8}\.py .* it differs each time/);
});

it("evens out what a build back end may write in any order: members, modes, times and RECORD", async (context) => {
  const { newest } = pythonsOrSkip(context);
  await builds([differing("record"), "--only", `${newest}-*`, "--reproduce"]);
});

function differing(way: string): string {
  const project = copyTestProject("differs");
  writeFileSync(join(project, "wheelway.toml"), `[build.env]\nDIFFERS = "${way}"\n`);
  return project;
}
