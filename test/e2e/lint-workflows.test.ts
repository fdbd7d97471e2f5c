/** actionlint and zizmor find nothing: in what the repository has of workflows and actions, and in what is written for the examples. */

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleWorkflows } from "../support/example-workflows.ts";
import { actionlint, findZizmor, zizmor, type LintedFile } from "../support/workflow-linters.ts";

const root = join(import.meta.dirname, "../..");
const isWorkflow = /(^|\/)\.(github|forgejo|gitea)\/workflows\/[^/]+\.yml$/;
const isAction = /(^|\/)action\.yml$/;

const kept = [".github", "ci", "examples"]
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap(filesBelow)
  .map((path): LintedFile => {
    return { name: relative(root, path), path, text: readFileSync(path, "utf8") };
  });

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => isWorkflow.test(path) || isAction.test(path));
}

describe("nothing is found by", () => {
  let written: readonly LintedFile[] = [];
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "wheelway-lint-"));
    written = (await exampleWorkflows(folder))
      .filter(({ path }) => isWorkflow.test(path))
      .map(({ project, path, text }) => {
        const to = join(folder, "written", project, path);
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, text);
        return { name: `${project}: ${path}`, path: to, text };
      });
    expect(kept.map(({ name }) => name)).toContain(".github/workflows/check.yml");
    expect(written.length).toBeGreaterThan(20);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("actionlint", async () => {
    const workflows = [...kept, ...written].filter(({ path }) => isWorkflow.test(path));
    expect(await actionlint(workflows, folder)).toEqual([]);
    const wrong = {
      name: "wrong",
      path: join(folder, "wrong.yml"),
      text: "on: push\njobs:\n  a:\n    steps: 1\n",
    };
    writeFileSync(wrong.path, wrong.text);
    expect(await actionlint([wrong], folder)).not.toEqual([]);
  });

  it("zizmor", async (context) => {
    const found = await findZizmor();
    if ("skip" in found) return context.skip(found.skip);
    expect(await zizmor(found.program, [...kept, ...written])).toEqual([]);
    const text = (written[0]?.text ?? "").replace(/@[0-9a-f]{40}/, "@v1");
    const wrong = { name: "wrong", path: join(folder, ".github/workflows/wrong.yml"), text };
    mkdirSync(dirname(wrong.path), { recursive: true });
    writeFileSync(wrong.path, wrong.text);
    expect(await zizmor(found.program, [wrong])).not.toEqual([]);
  });
});
