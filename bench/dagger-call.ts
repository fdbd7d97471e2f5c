/** What `dagger call` costs: the first time, again, after an edit of the project or of the module, and beside the CLI on the same engine. */

import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTestEngine, standIn, type Env } from "../test/support/engine.ts";
import { bundledProgram, machine, median } from "./measure.ts";
import type { Result, Row } from "./result.ts";
import { row, timed } from "./timed.ts";

const root = join(import.meta.dirname, "..");
const runs = 5;

/** All that the engine looks at of the module. */
const moduleFiles = ["dagger.json", "package.json", "package-lock.json", "scripts", "src"];

export async function daggerCall(): Promise<Result> {
  const before = machine();
  const engine = await findTestEngine();
  if ("skip" in engine) throw new Error(`there is nothing to measure: ${engine.skip}`);
  const folder = mkdtempSync(join(tmpdir(), "wheelway-bench-"));
  try {
    const env = { ...process.env, ...engine.env, DAGGER_NO_NAG: "1", DAGGER_NO_UPDATE_CHECK: "1" };
    const rows = await measured(folder, env);
    const title = `${runs} of each, in turn; the engine has the images, the npm cache and what tasks of others have made`;
    return { name: "dagger-call", title, machine: before, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(folder: string, env: Env): Promise<Row[]> {
  const module = moduleIn(folder);
  const project = projectIn(folder);
  const program = bundledProgram(folder);
  const cache = { WHEELWAY_CACHE_DIR: join(folder, "cache"), NO_COLOR: "1" };
  const dagger = env["_EXPERIMENTAL_DAGGER_CLI_BIN"] ?? "dagger";
  const functions = () => timed(project, env, [dagger, "-m", module.folder, "--silent", "functions"]);
  const call = () =>
    timed(project, env, [dagger, "-m", module.folder, "--silent", "call", "build", "--source=.", "entries"]);
  const build = () =>
    timed(project, { ...env, ...cache }, [
      process.execPath,
      program,
      "build",
      project,
      "--backend",
      "dagger",
    ]);
  const edit = () => writeFileSync(join(project, "src/change.txt"), String(process.hrtime.bigint()));
  const times = {
    functionsFirst: [] as number[],
    functions: [] as number[],
    callFirst: [] as number[],
    identical: [] as number[],
    moduleEdited: [] as number[],
    cli: [] as number[],
    edited: [] as number[],
  };
  await build();
  for (let run = 0; run < runs; run += 1) {
    module.editFunctions();
    times.functionsFirst.push(await functions());
    times.functions.push(await functions());
    times.callFirst.push(await call());
    times.identical.push(await call());
    edit();
    times.cli.push(await build());
    edit();
    times.edited.push(await call());
    module.editPipeline();
    times.moduleEdited.push(await call());
  }
  return [
    row("`dagger functions`, new to the engine", times.functionsFirst),
    row("`dagger functions`, again", times.functions),
    row("`dagger call build`, first of a module", times.callFirst),
    row("`dagger call build`, identical", times.identical, 2000),
    row("`wheelway build` on the engine, one file of the project edited", times.cli),
    row("`dagger call build`, one file of the project edited", times.edited, median(times.cli) + 15_000),
    row("`dagger call build`, one file of Wheelway's pipeline edited", times.moduleEdited),
  ];
}

/** A copy, which can be edited, and which no engine has seen before. */
function moduleIn(folder: string) {
  const copy = join(folder, "module");
  for (const name of moduleFiles) cpSync(join(root, name), join(copy, name), { recursive: true });
  const touch = (file: string) => appendFileSync(join(copy, file), `// ${process.hrtime.bigint()}\n`);
  return {
    folder: copy,
    editFunctions: () => touch("src/index.ts"),
    editPipeline: () => touch("src/pipeline/build.ts"),
  };
}

function projectIn(folder: string): string {
  const project = join(folder, "hello-c");
  cpSync(join(root, "examples/hello-c"), project, { recursive: true });
  const { tag, image } = standIn("linux/amd64");
  const settings = `python = ["cp311"]\nplatforms = ["${tag}"]\nimages = { ${tag} = "${image}" }\n`;
  appendFileSync(join(project, "pyproject.toml"), `\n[tool.wheelway]\n${settings}`);
  return project;
}
