/** `npm run bench -- lines`: how long the wrappers and the written workflows are, beside what people write by hand and for cibuildwheel. */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { writeWorkflows } from "../scripts/generators/own-workflows.ts";
import { systems } from "../src/ci/systems.ts";
import { workflowSystems, type WorkflowSystem } from "../src/ci/workflow.ts";

const root = join(import.meta.dirname, "..");

interface Count {
  readonly what: string;
  readonly lines: number;
  /** Without comments and empty lines. */
  readonly code: number;
  readonly does: string;
}

/** Counted once, by the same rule, in files that are not in this repository. */
const stated: readonly Count[] = [
  {
    what: "hand-written: one release workflow, as a design document gives it in full",
    lines: 153,
    code: 125,
    does: "9 wheels on Linux x86_64, macOS and Windows, tested on one Python; index; the forge's release. No sdist, no aarch64, no nightly run, tokens as secrets",
  },
  {
    what: "hand-written: five workflows of zlmdb (crossbario/zlmdb at b330580: main, wheels, wheels-docker, wheels-arm64, release)",
    lines: 2740,
    code: 2180,
    does: "27 wheels on Linux x86_64 and aarch64, macOS and Windows, sdist; checksums, verified downloads, a nightly release, index, the forge's release",
  },
  {
    what: "cibuildwheel: examples/github-deploy.yml (pypa/cibuildwheel at 8832cf6)",
    lines: 107,
    code: 82,
    does: "wheels on Linux, macOS and Windows, both architectures (and Android, iOS, Pyodide), sdist, index by trusted publishing. Not tested, nothing verified or gathered, no cache, no forge's release",
  },
  {
    what: "cibuildwheel: examples/github-minimal.yml (the same commit)",
    lines: 32,
    code: 19,
    does: "wheels on three systems, kept as artifacts",
  },
];

function counted(what: string, text: string, does: string): Count {
  const lines = text.replace(/\n$/, "").split("\n");
  const code = lines.filter((line) => !/^\s*(#|\/\/|$)/.test(line));
  return { what, lines: lines.length, code: code.length, does };
}

export async function lineCounts(results: string): Promise<number> {
  const wrappers = ["ci", ".github/workflows"]
    .flatMap((folder) => filesBelow(join(root, folder)))
    .map((path) => relative(root, path))
    .filter((path) => !path.endsWith(".md") && !/workflows\/(?!reusable)/.test(path))
    .map((path) => {
      const called = /(action|reusable|wheelway)\.yml$/.test(path);
      const does = called ? "called by workflows of others" : "to be copied: this CI has nothing to call";
      return counted(path, readFileSync(join(root, path), "utf8"), does);
    });
  const written: Count[] = [];
  for (const system of workflowSystems)
    for (const [path, text] of await texts(system))
      written.push(counted(`${system}: ${path}`, text, matrixOf(system)));
  const counts = { stated, wrappers, written };
  writeFileSync(join(results, "lines.json"), `${JSON.stringify(counts, undefined, 2)}\n`);
  writeFileSync(join(results, "lines.md"), markdown(counts));
  process.stdout.write(markdown(counts));
  return 0;
}

/** Where each platform is built; aarch64 is cross-compiled where there is no machine of its own. */
const platforms = {
  manylinux_2_28_x86_64: "linux-x86_64",
  manylinux_2_28_aarch64: "linux-x86_64",
  macosx_11_0_arm64: "macos-arm64",
  win_amd64: "windows-x86_64",
} as const;

/** Those that the system has machines for. */
function platformsOf(system: WorkflowSystem): readonly string[] {
  const { machines } = systems[system];
  return Object.entries(platforms).flatMap(([platform, kind]) =>
    machines[kind] === undefined ? [] : [platform],
  );
}

async function texts(system: WorkflowSystem): Promise<readonly (readonly [path: string, text: string])[]> {
  const written = await writeWorkflows({
    example: "hello-everywhere",
    folder: "",
    settings: `python = ["cp311", "cp312", "cp313"]\nplatforms = ${JSON.stringify(platformsOf(system))}\n`,
    lock: undefined,
    systems: [system],
    slices: undefined,
    package: undefined,
  });
  return [...written].filter(([path]) => !path.startsWith(".wheelway/"));
}

function matrixOf(system: WorkflowSystem): string {
  const wheels = platformsOf(system);
  const short = wheels.map((one) => one.replace(/_\d+_\d+/, "")).join(", ");
  return `${3 * wheels.length} wheels (${short}), sdist`;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function markdown(counts: Readonly<Record<"stated" | "wrappers" | "written", readonly Count[]>>): string {
  const table = (all: readonly Count[]) => [
    "",
    "| what | lines | without comments and empty lines | what it does |",
    "| --- | ---: | ---: | --- |",
    ...all.map(({ what, lines, code, does }) => `| ${what} | ${lines} | ${code} | ${does} |`),
  ];
  return [
    "# Lines",
    "",
    "What is written is for three CPythons, on the platforms that the CI has machines for: each wheel and the sdist built and tested, gathered, verified; on a tag or by hand signed and released to the test index, the index and the forge. A person writes none of it, and `wheelway ci check` says when it is old.",
    "",
    "## Written by `wheelway ci init`",
    ...table(counts.written),
    "",
    "## Wrappers",
    ...table(counts.wrappers),
    "",
    "## Others",
    ...table(counts.stated),
    "",
  ].join("\n");
}
