/** What a release takes out of the result store, through the CLI: nothing of a pull request, and nothing wrong that it looks at. */

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readEntry, writeEntry, type EntryFile } from "../../src/store/entry.ts";
import { tierFolder } from "../../src/store/places.ts";
import type { Tier } from "../../src/store/tier.ts";
import { wheelwayJson } from "../support/cli.ts";
import { emptyFolder, git } from "../support/e2e-projects.ts";
import { releaseWorld } from "../support/release-world.ts";

const ci = (event: string) => ({
  GITHUB_ACTIONS: "true",
  GITHUB_EVENT_NAME: event,
  GITHUB_REPOSITORY: "ada/tiny",
});

/** Another file under the same key, as somebody would who may write the folder: every digest in the entry fits. */
async function plant(path: string): Promise<void> {
  const folder = mkdtempSync(join(emptyFolder(), "entry-"));
  const at = ({ output, name }: EntryFile) => join(folder, `${output} ${name}`);
  const { header, log } = await readEntry(path, (file) => Promise.resolve(at(file)));
  const file = header.files.find(({ output }) => output === "wheel");
  if (!file) throw new Error(`${path} has no wheel`);
  const bytes = Buffer.concat([readFileSync(at(file)), Buffer.from("and more")]);
  writeFileSync(at(file), bytes);
  const now = { sha256: createHash("sha256").update(bytes).digest("hex"), size: bytes.length };
  const outputs = { ...header.result.outputs, [file.output]: [{ path: file.name, ...now }] };
  const files = header.files.map((one) => (one === file ? { ...one, ...now } : one));
  await writeEntry(`${path}.new`, { ...header, result: { ...header.result, outputs }, files, log }, at);
  renameSync(`${path}.new`, path);
}

it("takes no result of a pull request, and stops at a wrong one that was trusted", async (context) => {
  const here = await releaseWorld(context);
  git(here.project, "tag", "v1.0");
  here.push("Tag", "v1.0");
  const cacheDir = here.options.cacheDir ?? "";
  const kept = (tier: Tier, kind: string) =>
    readdirSync(tierFolder(cacheDir, tier)).filter((name) => name.endsWith(`.${kind}`));
  const run = (event: string, ...argv: readonly string[]) =>
    wheelwayJson([...argv, "--backend", "host"], {
      ...here.options,
      env: { ...here.options.env, ...ci(event) },
    });
  const release = () => run("push", "release", "--dry-run", "--yes");
  const note = "artifacts are from the result store; built again to compare: sdist";

  const pull = await run("pull_request", "build");
  expect(pull.status, pull.stderr).toBe(0);
  const wheels = kept("proposed", "wheel");
  expect(wheels).toHaveLength(1);
  const first = await release();
  expect(first.status, first.stderr).toBe(0);
  expect(first.stderr).not.toContain(note);
  // It is the very task that the pull request has a result of, and it was run again.
  expect(kept("trusted", "wheel")).toEqual(wheels);

  const second = await release();
  expect(second.status, second.stderr).toBe(0);
  expect(second.stderr).toContain(`2 ${note}`);

  await plant(join(tierFolder(cacheDir, "trusted"), wheels[0] ?? ""));
  const third = await release();
  expect(third.status).toBe(1);
  expect(third.error).toMatchObject({ code: "store-differs" });
  expect(third.error?.why).toContain("tiny-1.0-py3-none-any.whl has other bytes when it is built again");
  expect(kept("trusted", "wheel")).toEqual([]);
  expect([...here.pypi.files(), ...here.testpypi.files()]).toEqual([]);
});
