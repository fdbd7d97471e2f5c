import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, it } from "vitest";

import { gitProgram, readCheckout } from "../../../src/clients/git.ts";
import { writeDist, writePartialDist } from "../../../src/pipeline/dist-folder.ts";
import { withoutOwn } from "../../../src/pipeline/own-folder.ts";
import { stageProject } from "../../../src/pipeline/stage-project.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { buildRecord, writeSources } from "../../support/build-record.ts";
import { gitInit } from "../../support/e2e-projects.ts";

function write(root: string, ...files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `${file}\n`);
  }
  return root;
}

/** Two folders as a good and a failed build leave them, one of them not called dist. */
async function withOwn(root: string): Promise<string> {
  const from = temporaryFolder();
  const request = { record: buildRecord(), sources: writeSources(from) };
  await writeDist({ ...request, folder: join(root, "wheels") });
  await writePartialDist({ ...request, folder: join(root, "sub/out") });
  return root;
}

async function staged(root: string, git: boolean): Promise<string[]> {
  const to = join(temporaryFolder(), "staged");
  mkdirSync(to);
  await stageProject({ root, to, git: git ? gitProgram : undefined, history: false });
  return readdirSync(to, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(to, path)).isFile())
    .sort();
}

it("leaves out what it wrote itself, whatever the folder is called, with and without git", async () => {
  const sources = ["pyproject.toml", "src/demo/dist/app.js", "src/demo/manifest.json"];
  const root = write(temporaryFolder(), ...sources, "sub/readme.txt");
  const expected = [...sources, "sub/readme.txt"].sort();
  gitInit(root);
  await withOwn(root);
  expect(await staged(root, true)).toEqual(expected);
  expect(await staged(root, false)).toEqual(expected);
  const checkout = await readCheckout(root, gitProgram, (files) => withoutOwn(root, files));
  expect(checkout?.dirty).toBe(false);
});

it("leaves out caches and what builds leave at the top, where there is no git to ask", async () => {
  const root = write(
    temporaryFolder(),
    ...["pyproject.toml", "dist/demo-1.0.tar.gz", "dist.partial/x", "web/dist/app.js", ".venv/pyvenv.cfg"],
    ...["src/__pycache__/a.pyc", "target/debug/x.o", ".git/HEAD"],
  );
  writeFileSync(join(root, "target/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
  expect(await staged(root, false)).toEqual(["pyproject.toml", "web/dist/app.js"]);
});

it("says that a new file makes a checkout dirty, and a tracked one that has changed", async () => {
  const root = gitInit(write(temporaryFolder(), "pyproject.toml"));
  const dirty = async () => (await readCheckout(root, gitProgram))?.dirty;
  expect(await dirty()).toBe(false);
  write(root, "new.txt");
  expect(await dirty()).toBe(true);
  expect(await staged(root, true)).toEqual(["new.txt", "pyproject.toml"]);
  gitInit(root);
  writeFileSync(join(root, "pyproject.toml"), "changed\n");
  expect(await dirty()).toBe(true);
});

it("replaces a link that leaves the project by what it points to", async () => {
  const outside = write(temporaryFolder(), "LICENSE");
  const root = write(temporaryFolder(), "pyproject.toml", "a.txt");
  symlinkSync(join(outside, "LICENSE"), join(root, "LICENSE"));
  symlinkSync("a.txt", join(root, "b.txt"));
  expect(await staged(root, false)).toEqual(["LICENSE", "a.txt", "b.txt", "pyproject.toml"]);
});
