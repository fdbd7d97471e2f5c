/** The workflows that `wheelway ci init` writes for projects of this repository: the example with all platforms, and the demo. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { WorkflowSystem } from "../../src/ci/workflow.ts";
import { ci } from "../../src/pipeline/ci.ts";
import type { Generator } from "./generator.ts";

export interface Written {
  /** Of examples/. */
  readonly example: string;
  /** Of the project in its repository. */
  readonly folder: string;
  /** wheelway.toml in the place of its own. */
  readonly settings: string | undefined;
  /** In the place of its own. */
  readonly lock: string | undefined;
  readonly systems: readonly WorkflowSystem[];
  readonly slices: number | undefined;
  readonly package: string | undefined;
}

/** A release that the registry has, raised by hand: what is written must run before the next one is there. */
const released = "wheelway@0.1.0";

const everywhere = remembered({
  example: "hello-everywhere",
  folder: "examples/hello-everywhere",
  settings: undefined,
  lock: undefined,
  systems: ["github", "gitlab"],
  slices: undefined,
  package: released,
});

/** As `npm run demo` makes it on Linux with two Pythons. */
const demo = remembered({
  example: "hello-everywhere",
  folder: "",
  settings: 'python = ["cp312", "cp313"]\nplatforms = ["manylinux_2_28_x86_64"]\nbackend = "host"\n',
  lock: 'version = 1\n\n[facts.kinds.cpython]\nkind = "version"\n',
  systems: ["github"],
  slices: 2,
  package: undefined,
});

export const ownWorkflows: readonly Generator[] = [
  ...[
    ".github/workflows/wheels-hello-everywhere.yml",
    ".github/workflows/release-hello-everywhere.yml",
    ".gitlab-ci.yml",
    ".wheelway/.gitignore",
  ].map((path) => ({ path, text: () => everywhere(path) })),
  ...[".github/workflows/wheels.yml", ".github/workflows/release.yml"].map((path) => ({
    path: `examples/release-demo/${path}`,
    text: () => demo(path),
  })),
];

/** Written once, read for each file. */
function remembered(written: Written): (path: string) => Promise<string> {
  let texts: Promise<ReadonlyMap<string, string>> | undefined;
  return async (path) => {
    texts ??= writeWorkflows(written);
    const text = (await texts).get(path);
    if (text === undefined) throw new Error(`wheelway ci init has not written ${path}`);
    return text;
  };
}

const left = new Set(["dist", "dist.partial", "build", "__pycache__"]);

/** Path in the repository -> text, of what `wheelway ci init` writes. */
export async function writeWorkflows({ example, folder, settings, lock, systems, ...chosen }: Written) {
  const top = mkdtempSync(join(tmpdir(), "wheelway-generate-"));
  try {
    const project = join(top, folder);
    mkdirSync(project, { recursive: true });
    cpSync(join(import.meta.dirname, "../../examples", example), project, {
      recursive: true,
      filter: (path) => !left.has(basename(path)) && !path.endsWith(".egg-info"),
    });
    if (settings !== undefined) writeFileSync(join(project, "wheelway.toml"), settings);
    if (lock !== undefined) writeFileSync(join(project, "wheelway.lock"), lock);
    commit(top);
    const options = { ...chosen, runners: undefined, image: undefined };
    const request = { project, action: "init", systems, options, force: false } as const;
    const { files } = await ci(request, {
      env: {},
      cacheDir: join(top, "cache"),
      tell: () => undefined,
      signal: new AbortController().signal,
      secrets: () => Promise.reject(new Error("nothing is built")),
      now: () => new Date(0),
    });
    return new Map(files.map(({ path }) => [path, readFileSync(join(top, path), "utf8")] as const));
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

/** Without anybody's settings of git. */
function commit(folder: string): void {
  const person = { NAME: "Wheelway", EMAIL: "wheelway@example.invalid" };
  const env = {
    PATH: process.env["PATH"],
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(
      Object.entries(person).flatMap(([key, value]) => [
        [`GIT_AUTHOR_${key}`, value],
        [`GIT_COMMITTER_${key}`, value],
      ]),
    ),
  };
  for (const argv of [
    ["init", "--quiet"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "One"],
  ])
    execFileSync("git", argv, { cwd: folder, env });
}
