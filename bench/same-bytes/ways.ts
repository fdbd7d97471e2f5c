/** The ways to build one commit: by the CLI in two folders, by `dagger call`, by act; on the bare machine and on an engine. */

import { execFile, type ExecFileOptions } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync, chmodSync, cpSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import which from "which";
import { actions } from "../../src/ci/actions.ts";
import type { Env } from "../../test/support/engine.ts";
import { gitEnv } from "../../test/support/git.ts";

/** Ends with what was said last where it fails. */
export async function run(file: string, argv: readonly string[], options: ExecFileOptions): Promise<void> {
  try {
    await promisify(execFile)(file, argv, { maxBuffer: 64e6, ...options });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${file} failed:\n${(stdout + stderr).slice(-4000)}`);
  }
}

const root = join(import.meta.dirname, "../..");

export interface World {
  /** Goes away at the end. */
  readonly folder: string;
  /** The bundled CLI. */
  readonly program: string;
  readonly engine: { readonly env: Env } | { readonly skip: string };
}

export interface Way {
  readonly name: string;
  readonly backend: "host" | "dagger";
  /** Builds the commit of the bare repository and gives the folder of what it made; or says why it cannot run here. */
  readonly build: (origin: string) => Promise<{ readonly dist: string } | { readonly skip: string }>;
}

export function waysOf(world: World): readonly Way[] {
  return [
    {
      name: "CLI, host",
      backend: "host",
      build: (origin) => byCli(world, "host", clone(origin, world, "one")),
    },
    {
      name: "CLI, host, another folder, umask and time zone",
      backend: "host",
      build: (origin) => byCli(world, "host", clone(origin, world, "another folder/two"), elsewhere),
    },
    { name: "act, host mode", backend: "host", build: (origin) => byAct(world, clone(origin, world, "act")) },
    {
      name: "CLI, engine",
      backend: "dagger",
      build: (origin) => byCli(world, "dagger", clone(origin, world, "three")),
    },
    {
      name: "CLI, engine, another folder, umask and time zone",
      backend: "dagger",
      build: (origin) => byCli(world, "dagger", clone(origin, world, "another folder/four"), elsewhere),
    },
    {
      name: "dagger call build",
      backend: "dagger",
      build: (origin) => byCall(world, clone(origin, world, "five")),
    },
  ];
}

const elsewhere = { TZ: "Asia/Tokyo", umask: "0077" } as const;

async function clone(origin: string, { folder }: World, name: string): Promise<string> {
  const to = join(folder, "clones", name, String(process.hrtime.bigint()));
  await run("git", ["-c", "protocol.file.allow=always", "clone", "--quiet", origin, to], { env: gitEnv });
  return to;
}

/** Nothing that an earlier way has made is taken again; tools are. */
export function baseEnv(world: World, cache = "cache"): Env {
  return {
    ...process.env,
    WHEELWAY_CACHE_DIR: join(world.folder, cache),
    CI: undefined,
    NO_COLOR: "1",
    DO_NOT_TRACK: "1",
    DAGGER_NO_NAG: "1",
    DAGGER_NO_UPDATE_CHECK: "1",
  };
}

async function byCli(
  world: World,
  backend: "host" | "dagger",
  cloned: Promise<string>,
  { umask = "0022", TZ }: { readonly umask?: string; readonly TZ?: string } = {},
) {
  if (backend === "dagger" && "skip" in world.engine) return world.engine;
  const project = await cloned;
  const env = {
    ...baseEnv(world),
    ...(backend === "dagger" && "env" in world.engine ? world.engine.env : {}),
    ...(TZ === undefined ? {} : { TZ }),
  };
  const argv = ["build", project, "--backend", backend, "--no-cache", "--quiet"];
  const shell = ["-c", `umask ${umask} && exec "$@"`, "sh", process.execPath, world.program, ...argv];
  await run("/bin/sh", shell, { env });
  return { dist: join(project, "dist") };
}

/** The module of this repository, from the project's folder. */
async function byCall({ engine }: World, cloned: Promise<string>) {
  if ("skip" in engine) return engine;
  const project = await cloned;
  const program = engine.env["_EXPERIMENTAL_DAGGER_CLI_BIN"] ?? "dagger";
  const dist = join(project, "..", "dist-of-call");
  const argv = [
    "--progress=plain",
    "-m",
    root,
    "call",
    "--silent",
    "build",
    "--source=.",
    "export",
    "--path",
    dist,
  ];
  const env = {
    ...process.env,
    ...engine.env,
    DO_NOT_TRACK: "1",
    DAGGER_NO_NAG: "1",
    DAGGER_NO_UPDATE_CHECK: "1",
  };
  await run(program, argv, { cwd: project, env });
  return { dist };
}

/** Actions of others need their servers: artifacts and caches have stand-ins of the tests, the checkout is act's own. */
const standIns = { dagger: "nothing", cache: "cache", upload: "upload-artifact" } as const;

/** The written workflow, run by act without containers. */
async function byAct(world: World, cloned: Promise<string>) {
  const program = process.env["WHEELWAY_ACT"] ?? (await which("act", { nothrow: true }));
  if (!program) return { skip: "there is no act on this machine (WHEELWAY_ACT)" };
  const project = await cloned;
  const env = baseEnv(world);
  await run(process.execPath, [world.program, "ci", "init", "github"], { cwd: project, env });
  const workflow = ".github/workflows/wheels.yml";
  const pinned = Object.entries(standIns).map(([name, at]) => {
    const [repository = "", commit = ""] = actions[name as keyof typeof standIns].uses.split("@");
    return `--local-repository=${repository}@${commit}=${join(root, "test/support/actions", at)}`;
  });
  const runner = /runs-on: (\S+)/.exec(readFileSync(join(project, workflow), "utf8"))?.[1] ?? "";
  const home = join(world.folder, "act-home");
  const artifacts = join(project, "..", "artifacts-of-act");
  mkdirSync(artifacts, { recursive: true });
  const path = `${standInNpx(world)}:${process.env["PATH"] ?? ""}`;
  const passed = Object.entries({
    ...networkEnv(),
    STAND_IN_ARTIFACTS: artifacts,
    PATH: path,
    PYENV_ROOT: pyenv(),
  });
  const argv = [
    "push",
    `--workflows=${workflow}`,
    `--platform=${runner}=-self-hosted`,
    "--pull=false",
    ...pinned,
    ...passed.map(([name, value]) => `--env=${name}=${value}`),
  ];
  mkdirSync(home, { recursive: true });
  await run(program, argv, {
    cwd: project,
    env: { PATH: path, HOME: home, XDG_CACHE_HOME: join(home, "cache") },
  });
  cpSync(join(artifacts, "dist"), join(project, "dist"), { recursive: true });
  return { dist: join(project, "dist") };
}

/** Another HOME hides where pyenv keeps its Pythons. */
const pyenv = () => process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv");

/** How this machine reaches its package index. */
function networkEnv(): Readonly<Record<string, string>> {
  const network = /^(SSL_|UV_|PIP_|REQUESTS_|CURL_|NODE_EXTRA_|GIT_SSL_)|_PROXY$/i;
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && network.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

/** `npx --yes wheelway@VERSION …`, without a registry. */
function standInNpx({ folder, program }: World): string {
  const programs = join(folder, "programs");
  mkdirSync(programs, { recursive: true });
  const npx = join(programs, "npx");
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${program}" "$@" --backend host\n`);
  chmodSync(npx, 0o755);
  return programs;
}
