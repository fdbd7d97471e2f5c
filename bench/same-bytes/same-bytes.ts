/** `npm run bench -- same-bytes`: one commit built in every way there is; within a backend the bytes must be the same. */

import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { findTestEngine, standIn } from "../../test/support/engine.ts";
import { gitEnv } from "../../test/support/git.ts";
import { bundledProgram, machine } from "../measure.ts";
import { fetchSdist, projects, unpack } from "../peers/projects.ts";
import { judge, markdown, type Answer, type SameBytes } from "./answer.ts";
import { listed } from "./listing.ts";
import { baseEnv, run, waysOf, type World } from "./ways.ts";

/** Exit status 1 where bytes differ that must not. */
export async function sameBytes(results: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-same-bytes-"));
  try {
    const world: World = { folder, program: bundledProgram(folder), engine: await findTestEngine() };
    const before = machine();
    const answers: Answer[] = [];
    for (const [project, origin] of await repositories(world))
      answers.push(await answerFor(world, project, origin));
    const result: SameBytes = { machine: before, answers };
    writeFileSync(join(results, "same-bytes.json"), `${JSON.stringify(result, undefined, 2)}\n`);
    writeFileSync(join(results, "same-bytes.md"), markdown(result));
    process.stdout.write(`${markdown(result)}\n`);
    return answers.every(({ same }) => same) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answerFor(world: World, project: string, origin: string): Promise<Answer> {
  const builds = [];
  for (const { name, backend, build } of waysOf(world)) {
    process.stderr.write(`${project}: ${name}\n`);
    const made = await build(origin);
    builds.push({ name, backend, ...("skip" in made ? made : { built: listed(made.dist) }) });
  }
  return judge(project, builds);
}

/** Both with the same settings for every way: an interpreter and an image that both backends have. */
async function repositories(world: World): Promise<readonly (readonly [project: string, origin: string])[]> {
  const { folder } = world;
  const { tag, image } = standIn("linux/amd64");
  const settings = (table: string) =>
    `${table}python = ["cp311"]\nplatforms = ["${tag}"]\nimages = { ${tag} = "${image}" }\n`;
  const example = join(folder, "hello-c");
  const left = new Set(["dist", "dist.partial", "build", "__pycache__", "wheelway.lock"]);
  cpSync(join(import.meta.dirname, "../../examples/hello-c"), example, {
    recursive: true,
    filter: (path) => !left.has(basename(path)) && !path.endsWith(".egg-info"),
  });
  appendFileSync(join(example, "pyproject.toml"), `\n${settings("[tool.wheelway]\n")}`);
  const { name, version } = projects.markupsafe;
  const real = join(folder, name);
  const kept = join(folder, "downloads");
  mkdirSync(kept);
  unpack(await fetchSdist(projects.markupsafe, kept), real);
  writeFileSync(
    join(real, "wheelway.toml"),
    `${settings("")}[[test.smoke]]\nname = "imports"\npython = "import ${projects.markupsafe.module}"\n`,
  );
  return [
    ["hello-c", await commit(world, example)],
    [`${name} ${version}`, await commit(world, real)],
  ];
}

/** With a lock, which a CI asks for. */
async function commit(world: World, folder: string): Promise<string> {
  const engine = "env" in world.engine ? world.engine.env : {};
  await run(process.execPath, [world.program, "lock"], {
    cwd: folder,
    env: { ...baseEnv(world), ...engine },
  });
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
