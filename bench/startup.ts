/** How long people wait before anything happens: `--help`, a plan of 20 targets, and `dagger call` beside the CLI. */

import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTestEngine, standIn, type Env } from "../test/support/engine.ts";
import { bundledProgram, machine, median } from "./measure.ts";
import type { Result, Row } from "./result.ts";
import { row, timed } from "./timed.ts";

const root = join(import.meta.dirname, "..");
const runs = 9;
const callRuns = 3;

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
    if ("skip" in engine) process.stderr.write(`skipped: plan and call on an engine: ${engine.skip}\n`);
    else {
      await cli(plan("dagger"), engine.env);
      const again = () => cli(plan("dagger"), engine.env);
      rows.push(
        await repeated("`plan` of 20 targets, engine", runs, again, 400),
        ...(await calls(folder, engine.env, cli)),
      );
    }
    const title = `${runs} fresh processes after one that is not counted; ${callRuns} for \`dagger call\` and the build beside it`;
    return { name: "startup", title, machine: before, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A build of one changed file by the CLI and by the module, in turn, and the module's answer to the same question again. */
async function calls(
  folder: string,
  env: Env,
  cli: (argv: readonly string[], more: Env) => Promise<number>,
): Promise<Row[]> {
  const project = join(folder, "hello-c");
  cpSync(join(root, "examples/hello-c"), project, { recursive: true });
  const { tag, image } = standIn("linux/amd64");
  const settings = `python = ["cp311"]\nplatforms = ["${tag}"]\nimages = { ${tag} = "${image}" }\n`;
  appendFileSync(join(project, "pyproject.toml"), `\n[tool.wheelway]\n${settings}`);
  const dagger = env["_EXPERIMENTAL_DAGGER_CLI_BIN"] ?? "dagger";
  const quiet = { DAGGER_NO_NAG: "1", DAGGER_NO_UPDATE_CHECK: "1" };
  const call = () =>
    timed(project, { ...env, ...quiet }, [dagger, "-m", root, "call", "--silent", "build", "entries"]);
  const change = () => writeFileSync(join(project, "src/change.txt"), String(process.hrtime.bigint()));
  const build = () => cli(["build", project, "--backend", "dagger"], { ...env, ...quiet });
  await call();
  await build();
  const times = { same: [] as number[], changed: [] as number[], cli: [] as number[] };
  for (let run = 0; run < callRuns; run += 1) {
    change();
    times.cli.push(await build());
    change();
    times.changed.push(await call());
    times.same.push(await call());
  }
  return [
    row("`dagger call build`, identical", times.same, 2000),
    row("`wheelway build` on the engine, one file changed", times.cli),
    row("`dagger call build`, one file changed", times.changed, median(times.cli) + 15_000),
  ];
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
