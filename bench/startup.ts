/** How long people wait before anything happens: `--help`, and a plan of 20 targets. */

import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTestEngine, standIn, type Env } from "../test/support/engine.ts";
import { bundledProgram, machine } from "./measure.ts";
import type { Result, Row } from "./result.ts";
import { row, timed } from "./timed.ts";

const root = join(import.meta.dirname, "..");
const runs = 9;

export async function startup(): Promise<Result> {
  const before = machine();
  const folder = mkdtempSync(join(tmpdir(), "wheelway-bench-"));
  try {
    const program = bundledProgram(folder);
    const env = { ...process.env, WHEELWAY_CACHE_DIR: join(folder, "cache"), NO_COLOR: "1" };
    const cli = (argv: readonly string[], more: Env = {}) =>
      timed(folder, { ...env, ...more }, [process.execPath, program, ...argv]);
    const rows = [await repeated("`wheelway --help`", runs, () => cli(["--help"]), 150)];
    const project = twentyTargets(folder);
    const plan = (backend: string) => ["plan", project, "--backend", backend];
    // What a first run learns is there for all others; that one is not counted.
    await cli(plan("host"));
    rows.push(await repeated("`plan` of 20 targets, host", runs, () => cli(plan("host")), 400));
    const engine = await findTestEngine();
    if ("skip" in engine) process.stderr.write(`skipped: plan on an engine: ${engine.skip}\n`);
    else {
      await cli(plan("dagger"), engine.env);
      const again = () => cli(plan("dagger"), engine.env);
      rows.push(await repeated("`plan` of 20 targets, engine", runs, again, 400));
    }
    const title = `${runs} fresh processes after one that is not counted`;
    return { name: "startup", title, machine: before, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All of images that have all the interpreters: what an engine lacks it is asked for again each time. */
function twentyTargets(folder: string): string {
  const project = join(folder, "twenty");
  cpSync(join(root, "examples/hello-c"), project, { recursive: true });
  const { image } = standIn("linux/amd64");
  const policies = ["manylinux_2_28", "manylinux_2_31", "manylinux_2_34", "manylinux_2_36"];
  const platforms = policies.map((policy) => `${policy}_x86_64`);
  const text = [
    "",
    "[tool.wheelway]",
    'python = ["cp39", "cp310", "cp311", "cp312", "cp313"]',
    `platforms = ${JSON.stringify(platforms)}`,
    `images = { ${platforms.map((tag) => `${tag} = "${image}"`).join(", ")} }`,
    "",
  ];
  appendFileSync(join(project, "pyproject.toml"), text.join("\n"));
  return project;
}

async function repeated(
  what: string,
  times: number,
  once: () => Promise<number>,
  target: number,
): Promise<Row> {
  const measured: number[] = [];
  for (let run = 0; run < times; run += 1) measured.push(await once());
  return row(what, measured, target);
}
