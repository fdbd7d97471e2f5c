/** `npm run bench -- same-bytes`: one commit built in every way there is; within a backend the bytes must be the same. */

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findTestEngine, standIn } from "../../test/support/engine.ts";
import { gitEnv } from "../../test/support/git.ts";
import { bundledProgram, machine } from "../measure.ts";
import { fetchSdist, projects, unpack } from "../peers/projects.ts";
import { judge, markdown, type Answer, type SameBytes } from "./answer.ts";
import { listed } from "./listing.ts";
import { baseEnv, run, waysOf, type World } from "./ways.ts";

/** Exit status 1 where bytes differ that must not. What is known of other projects than the asked ones stays in the results. */
export async function sameBytes(results: string, asked: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-same-bytes-"));
  try {
    const world: World = { folder, program: bundledProgram(folder), engine: await findTestEngine() };
    const before = machine();
    const kept = join(results, "same-bytes.json");
    let all: readonly Answer[] = [];
    for (const make of asked.length === 0 ? Object.values(makers) : asked.map(makerOf)) {
      const answer = await answerFor(world, await make(world));
      const known = existsSync(kept) ? (JSON.parse(readFileSync(kept, "utf8")) as SameBytes).answers : [];
      all = [...known.filter(({ project }) => project !== answer.project), answer];
      const result: SameBytes = { machine: before, answers: all };
      writeFileSync(kept, `${JSON.stringify(result, undefined, 2)}\n`);
      writeFileSync(join(results, "same-bytes.md"), markdown(result));
    }
    process.stdout.write(readFileSync(join(results, "same-bytes.md"), "utf8"));
    return all.every(({ same }) => same) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Repository {
  readonly project: string;
  readonly origin: string;
}

async function answerFor(world: World, { project, origin }: Repository): Promise<Answer> {
  const builds = [];
  for (const { name, backend, build } of waysOf(world)) {
    process.stderr.write(`${project}: ${name}\n`);
    const made = await build(origin);
    builds.push({ name, backend, ...("skip" in made ? made : { built: listed(made.dist) }) });
  }
  return judge(project, builds);
}

const makers: Readonly<Record<string, (world: World) => Promise<Repository>>> = {
  "hello-c": example,
  markupsafe: real,
};

function makerOf(name: string) {
  const maker = makers[name];
  if (!maker) throw new Error(`there is no project ${name}; there are: ${Object.keys(makers).join(", ")}`);
  return maker;
}

/** The same for every way: an interpreter and an image that both backends have. */
function settings(table: string): string {
  const { tag, image } = standIn("linux/amd64");
  return `${table}python = ["cp311"]\nplatforms = ["${tag}"]\nimages = { ${tag} = "${image}" }\n`;
}

const left = new Set(["dist", "dist.partial", "build", "__pycache__", "wheelway.lock"]);

async function example(world: World): Promise<Repository> {
  const folder = join(world.folder, "hello-c");
  cpSync(join(import.meta.dirname, "../../examples/hello-c"), folder, {
    recursive: true,
    filter: (path) => !left.has(basename(path)) && !path.endsWith(".egg-info"),
  });
  appendFileSync(join(folder, "pyproject.toml"), `\n${settings("[tool.wheelway]\n")}`);
  return { project: "hello-c", origin: await commit(world, folder) };
}

async function real(world: World): Promise<Repository> {
  const { name, version, module } = projects.markupsafe;
  const folder = join(world.folder, name);
  const kept = join(world.folder, "downloads");
  mkdirSync(kept);
  unpack(await fetchSdist(projects.markupsafe, kept), folder);
  const smoke = `[[test.smoke]]\nname = "imports"\npython = "import ${module}"\n`;
  writeFileSync(join(folder, "wheelway.toml"), settings("") + smoke);
  return { project: `${name} ${version}`, origin: await commit(world, folder) };
}

/** With a lock, which a CI asks for; the images stand in the settings. */
async function commit(world: World, folder: string): Promise<string> {
  const lock = [world.program, "lock", "--backend", "host"];
  await run(process.execPath, lock, { cwd: folder, env: baseEnv(world) });
  const env = {
    ...gitEnv,
    GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
    GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
  };
  writeFileSync(join(folder, ".gitignore"), "dist/\ndist.partial/\n.wheelway/\n.github/\n");
  for (const argv of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "--all"],
    ["commit", "--quiet", "--message", "One"],
  ])
    execFileSync("git", argv, { cwd: folder, env });
  return folder;
}
