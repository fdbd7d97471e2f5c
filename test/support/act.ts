/** Runs a workflow with act on this machine itself, with stand-ins for what a forge serves: artifacts, caches, the npm registry. */

import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inject, type TestContext } from "vitest";
import { parse, stringify } from "yaml";
import { actions, forgejoActions, giteaActions } from "../../src/ci/actions.ts";
import { builds } from "./cli.ts";
import { emptyFolder, tinyProject } from "./e2e-projects.ts";
import { networkVariables, standInNpx } from "./stand-in-npx.ts";

export interface ActRun {
  readonly status: number;
  /** Both streams: each line of a step begins with the names of its workflow and job. */
  readonly text: string;
}

export interface ActOptions {
  /** The checkout. */
  readonly cwd: string;
  readonly event: "push" | "pull_request" | "schedule" | "workflow_dispatch";
  /** Its file, as the forge would have it. */
  readonly payload?: object;
  /** Path of the workflow in the checkout. */
  readonly workflow: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Of the repository; GITHUB_TOKEN is the jobs' own. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** The forge's store of artifacts: `storeOf`. */
  readonly store: string;
  /** Repository and ref, as after `uses:` -> its folder here. */
  readonly repositories?: Readonly<Record<string, string>>;
  /** The slice whose job dies in the middle. */
  readonly killed?: string;
  /** An image in the place of this machine; DOCKER_HOST says where it is. */
  readonly image?: ActImage;
}

export interface ActImage {
  /** With Node.js, git and the Pythons. */
  readonly name: string;
  /** Its PATH. */
  readonly path: string;
}

/** The image that `WHEELWAY_ACT_IMAGE` names, with its PATH after a blank. */
export function actImageOrSkip({ skip }: TestContext): ActImage {
  const [name, path = "/usr/local/bin:/usr/bin:/bin"] = (process.env["WHEELWAY_ACT_IMAGE"] ?? "").split(" ");
  if (!name) skip("WHEELWAY_ACT_IMAGE names no image with Node.js, git and two Pythons");
  return { name: name ?? "", path };
}

const standIns = {
  upload: "upload-artifact",
  download: "download-artifact",
  cache: "cache",
  checkout: undefined,
  dagger: "nothing",
} as const;

const root = join(import.meta.dirname, "../..");

/** Skips the test where there is no act: `WHEELWAY_ACT` names it, where it is not on the path. */
export function actOrSkip({ skip }: TestContext): void {
  try {
    execFileSync(actProgram(), ["--version"], { stdio: "ignore" });
  } catch {
    skip("there is no act on this machine (WHEELWAY_ACT)");
  }
}

function actProgram(): string {
  return process.env["WHEELWAY_ACT"] ?? "act";
}

/** An empty store of artifacts. */
export function storeOf(): string {
  const folder = join(emptyFolder("wheelway-act-"), "artifacts");
  mkdirSync(folder);
  return folder;
}

/** Otherwise each job would install them. */
async function installTools(): Promise<void> {
  if (existsSync(join(inject("cacheDir"), "tools"))) return;
  await builds([tinyProject(), "--only", `${inject("pythons").at(-1) ?? ""}-*`]);
}

export async function act(options: ActOptions): Promise<ActRun> {
  await installTools();
  const folder = emptyFolder("wheelway-act-");
  writeFileSync(join(folder, "event.json"), JSON.stringify(options.payload ?? {}));
  const { PYENV_ROOT, ...network } = networkVariables();
  const { killed, image } = options;
  const npx = standInNpx(folder, { killed, tools: copied, ...(image && { node: "node" }) });
  const env: Readonly<Record<string, string | undefined>> = {
    ...network,
    CI: "true",
    ...options.env,
    STAND_IN_ARTIFACTS: options.store,
    PYENV_ROOT,
    PATH: `${npx}:${image?.path ?? process.env["PATH"] ?? ""}`,
  };
  const argv = [
    options.event,
    `--workflows=${options.workflow}`,
    `--eventpath=${join(folder, "event.json")}`,
    ...machines(options),
    ...replaced(options.repositories ?? {}),
    ...Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : [`--env=${name}=${value}`],
    ),
    ...Object.keys(options.secrets ?? {}).map((name) => `--secret=${name}`),
  ];
  const surroundings = {
    PATH: process.env["PATH"],
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    DOCKER_HOST: options.image && process.env["DOCKER_HOST"],
    ...options.secrets,
  };
  return new Promise((resolve) => {
    const child = { cwd: options.cwd, env: surroundings, maxBuffer: 64e6 };
    execFile(actProgram(), argv, child, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, text: stdout + stderr });
    });
  });
}

/** Labels of the machines that the workflows ask for. */
function machines({ image }: ActOptions): readonly string[] {
  const on = image?.name ?? "-self-hosted";
  const labels = ["ubuntu-latest", "ubuntu-24.04", "docker"].map((label) => `--platform=${label}=${on}`);
  if (image === undefined) return [...labels, "--pull=false"];
  return [...labels, "--pull=false", "--rm", `--container-options=${containerOptions()}`];
}

/** The program and its stand-ins are taken from this machine, as they are. */
export function containerOptions(): string {
  const shared = [root, realpathSync(join(root, "node_modules")), tmpdir(), "/etc/ssl/certs"];
  return shared.map((path) => `--volume=${path}:${path}`).join(" ");
}

function replaced(repositories: Readonly<Record<string, string>>): readonly string[] {
  const pins = [actions, forgejoActions, giteaActions].flatMap((all) => Object.entries(all));
  const known = pins.flatMap(([name, { uses }]) => {
    const at = standIns[name as keyof typeof standIns];
    return at === undefined ? [] : [[uses, join(import.meta.dirname, "actions", at)] as const];
  });
  return [...known, ...Object.entries(repositories)].map(
    ([repository, at]) => `--local-repository=${repository}=${at}`,
  );
}

/** Each job has a cache of its own: links where it can be, copies elsewhere, and nothing where nothing is installed yet. */
function copied(shared: string): readonly string[] {
  const installed = `${shared}/tools`;
  return [
    `copy() { cp -al "${installed}" "$WHEELWAY_CACHE_DIR/" 2>/dev/null || cp -a "${installed}" "$WHEELWAY_CACHE_DIR/"; }`,
    `[ -e "$WHEELWAY_CACHE_DIR/tools" ] || [ ! -e "${installed}" ] || copy`,
  ];
}

/** A file of the checkout, with folders above it. */
export function writeWorkflow(project: string, path: string, text: string): string {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
  return path;
}

/** As a forge runs one job of a run again: the others are not waited for, what they left is there. */
export function jobAlone(project: string, workflow: string, job: string, slice?: string): string {
  const document = parse(readFileSync(join(project, workflow), "utf8")) as {
    jobs: Record<string, { needs?: string; strategy?: { matrix: { include: { slice: string }[] } } }>;
  };
  const alone = document.jobs[job] ?? {};
  delete alone.needs;
  if (alone.strategy && slice !== undefined)
    alone.strategy.matrix.include = alone.strategy.matrix.include.filter((one) => one.slice === slice);
  const path = `.wheelway/again-${job}-${slice ?? ""}.yml`;
  return writeWorkflow(project, path, stringify({ ...document, jobs: { [job]: alone } }));
}
