import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

import { workflowSystems, type WorkflowOptions } from "../../../src/ci/workflow.ts";
import { ci, type CiRequest } from "../../../src/pipeline/ci.ts";
import type { Surroundings } from "../../../src/pipeline/surroundings.ts";
import { gitEnv } from "../../support/git.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const none: WorkflowOptions = { slices: undefined, runners: undefined, package: undefined, image: undefined };

function project(platforms: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), "wheelway-ci-"));
  folders.push(root);
  configure(root, platforms);
  return root;
}

function configure(root: string, platforms: readonly string[]): void {
  const lines = [
    "[build-system]",
    'requires = ["setuptools"]',
    'build-backend = "setuptools.build_meta"',
    "[project]",
    'name = "demo"',
    'version = "1.0"',
    "[tool.wheelway]",
    'python = ["cp311", "cp312"]',
    `platforms = ${JSON.stringify(platforms)}`,
  ];
  writeFileSync(join(root, "pyproject.toml"), `${lines.join("\n")}\n`);
}

function run(root: string, request: Partial<CiRequest> = {}) {
  const surroundings: Surroundings = {
    env: {},
    cacheDir: join(root, "cache"),
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: { get: () => Promise.resolve(undefined) } as unknown as Surroundings["secrets"],
    now: () => new Date(0),
  };
  return ci(
    { project: root, action: "init", systems: [], options: none, force: false, ...request },
    surroundings,
  );
}

const text = (root: string, path: string) => readFileSync(join(root, path), "utf8");
const linux = ["manylinux_2_28_x86_64"];

describe("every system", () => {
  it.each(workflowSystems)(
    "%s: what was written is up to date, until somebody changes it",
    async (system) => {
      const root = project(linux);
      const options = { ...none, slices: 1 };
      const { files } = await run(root, { systems: [system], options });
      expect(files[0]).toMatchObject({ system, state: "written" });
      const checked = await run(root, { action: "check" });
      expect(checked.files.map(({ path }) => path)).toEqual(
        files.flatMap((file) => (file.system === undefined ? [] : [file.path])),
      );
      const [{ path } = { path: "" }] = files;
      writeFileSync(join(root, path), text(root, path).replace("npx", "npm exec"));
      await expect(run(root, { action: "check" })).rejects.toMatchObject({ code: "ci-stale" });
      writeFileSync(join(root, path), text(root, path).split("\n").slice(1).join("\n"));
      await expect(run(root, { systems: [system] })).rejects.toMatchObject({ code: "init-exists" });
    },
  );
});

describe("ci init", () => {
  it("writes GitHub's workflows and the folder that git ignores, and nothing anew where nothing changed", async () => {
    const root = project(linux);
    const first = await run(root);
    expect(first.files.map(({ path, state }) => [path, state])).toEqual([
      [".github/workflows/wheels.yml", "written"],
      [".github/workflows/release.yml", "written"],
      [".wheelway/.gitignore", "written"],
    ]);
    expect(text(root, ".wheelway/.gitignore")).toContain("\n*\n");
    expect((await run(root)).files.map(({ state }) => state)).toEqual([
      "unchanged",
      "unchanged",
      "unchanged",
    ]);
  });

  it("makes a slice for each kind of machine", async () => {
    const root = project([...linux, "macosx_11_0_arm64", "win_amd64"]);
    expect((await run(root)).slices).toEqual(["linux-x86_64", "macos-arm64", "windows-x86_64"]);
  });

  it("leaves a file of another hand alone, unless it is forced", async () => {
    const root = project(linux);
    const path = ".github/workflows/wheels.yml";
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "name: mine\n");
    await expect(run(root)).rejects.toMatchObject({ code: "init-exists" });
    expect(text(root, path)).toBe("name: mine\n");
    await run(root, { force: true });
    expect(text(root, path)).toContain("Written by `wheelway ci init github`");
  });

  it("takes no word that a shell would read", async () => {
    const options = { ...none, package: "x;$(id)" };
    await expect(run(project(linux), { options })).rejects.toMatchObject({ code: "usage-invalid" });
  });
});

describe("in a repository with several projects", () => {
  function repository(...names: readonly string[]): string {
    const top = mkdtempSync(join(tmpdir(), "wheelway-ci-"));
    folders.push(top);
    for (const name of names) {
      mkdirSync(join(top, name), { recursive: true });
      configure(join(top, name), linux);
    }
    for (const argv of [["init"], ["add", "."], ["commit", "--message", "One"]])
      execFileSync("git", argv, { cwd: top, env: gitEnv, stdio: "ignore" });
    return top;
  }

  it("writes workflows of their own for each, at the top, and checks them apart", async () => {
    const top = repository("a", "libs/b");
    await run(join(top, "a"));
    await run(join(top, "libs/b"));
    expect(text(top, ".github/workflows/wheels-b.yml")).toContain("wheelway ci init github` in libs/b;");
    expect(text(top, ".wheelway/.gitignore")).toContain("!.gitignore");
    configure(join(top, "a"), ["win_amd64"]);
    await expect(run(join(top, "a"), { action: "check" })).rejects.toMatchObject({
      code: "ci-stale",
      next: "Run `wheelway ci init github` in a, and commit what it writes.",
    });
    const { files } = await run(join(top, "libs/b"), { action: "check" });
    expect(files.map(({ path }) => path)).toEqual([
      ".github/workflows/wheels-b.yml",
      ".github/workflows/release-b.yml",
    ]);
  });

  it("replaces no project's file by another's where a CI has one file alone", async () => {
    const top = repository("a", "b");
    await run(join(top, "a"), { systems: ["gitlab"] });
    await expect(run(join(top, "b"), { systems: ["gitlab"] })).rejects.toMatchObject({ code: "init-exists" });
  });

  it("takes no folder whose name a shell would read", async () => {
    const top = repository("a;b");
    await expect(run(join(top, "a;b"))).rejects.toMatchObject({ code: "usage-invalid" });
  });
});

describe("ci check", () => {
  it("finds nothing in what was just written, with its options", async () => {
    const root = project(linux);
    await run(root, { options: { ...none, slices: 2, runners: ["linux-x86_64"] } }).catch(() => undefined);
    await run(root, { options: { ...none, runners: ["linux-x86_64"], package: "wheelway@2.0" } });
    const { files } = await run(root, { action: "check" });
    expect(files.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);
  });

  it("tells the lines in which a workflow has fallen behind, and how it is written again", async () => {
    const root = project([...linux, "macosx_11_0_arm64"]);
    await run(root);
    configure(root, [...linux, "win_amd64"]);
    await expect(run(root, { action: "check" })).rejects.toMatchObject({
      code: "ci-stale",
      exitStatus: 1,
      why: expect.stringMatching(/-\s+- slice: macos-arm64[^]*\+\s+- slice: windows-x86_64/) as string,
      next: expect.stringContaining("wheelway ci init github") as string,
    });
  });

  it("finds a file that is gone, and an edited one", async () => {
    const root = project(linux);
    await run(root);
    rmSync(join(root, ".github/workflows/release.yml"));
    await expect(run(root, { action: "check" })).rejects.toMatchObject({ code: "ci-stale" });
  });

  it("says so where nothing was written", async () => {
    await expect(run(project(linux), { action: "check" })).rejects.toMatchObject({ code: "usage-invalid" });
  });
});
