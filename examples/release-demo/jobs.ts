/** Runs the jobs of a written workflow one after the other, each in a fresh clone, and hands on their artifacts: what a CI would do. */

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parse } from "yaml";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly name?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly name: string;
  readonly needs?: string;
  readonly if?: string;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export interface Runner {
  /** A fresh clone of what the tag names, as a job's checkout makes it. */
  readonly clone: (to: string) => string;
  /** Where clones and artifacts are kept. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Only for jobs that may write an identity token; others do not see it. */
  readonly identity: Readonly<Record<string, string>>;
  readonly token: string;
  readonly tell: (line: string) => void;
}

/** @throws Error with the whole output of the step that failed */
export async function runWorkflow(text: string, runner: Runner): Promise<void> {
  const workflow = parse(text) as {
    readonly env?: Readonly<Record<string, string>>;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  // They stand in the order in which they need each other.
  for (const job of Object.values(workflow.jobs)) {
    // Of the conditions, one is about the night.
    if (job.if?.includes("!(") === false && job.if.includes("schedule")) continue;
    for (const matrix of job.strategy?.matrix.include ?? [{}])
      await runJob(job, matrix, workflow.env ?? {}, runner);
  }
}

async function runJob(
  job: Job,
  matrix: Readonly<Record<string, string>>,
  common: Readonly<Record<string, string>>,
  runner: Runner,
): Promise<void> {
  const fill = filler({ ...prefixed("matrix", matrix), "github.token": runner.token });
  const started = performance.now();
  const name = fill(job.name);
  runner.tell(name);
  const clone = runner.clone(join(runner.folder, "jobs", name.replace(/\W+/g, "-")));
  const identity = job.permissions?.["id-token"] === "write" ? runner.identity : {};
  for (const step of job.steps) {
    if (step.uses !== undefined) useAction(step, fill, clone, join(runner.folder, "artifacts"));
    if (step.run === undefined) continue;
    const own = Object.entries(step.env ?? {}).map(([key, value]) => [key, fill(value)] as const);
    const env = { ...runner.env, ...identity, ...common, ...(Object.fromEntries(own) as object) };
    runner.tell(`  $ ${step.run}`);
    await bash(step.run, clone, env);
  }
  runner.tell(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const prefixed = (prefix: string, values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]));

/** Replaces expressions. A push of a tag has no inputs, so that `inputs.NAME || 'text'` is the text. */
function filler(values: Readonly<Record<string, string>>): (text: string) => string {
  return (text) =>
    text.replace(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
      const [, otherwise] = /^inputs\.[\w-]+ \|\| '([^']*)'$/.exec(expression) ?? [];
      const value = otherwise ?? values[expression];
      if (value === undefined) throw new Error(`the demo has no value for the expression ${expression}`);
      return value;
    });
}

/** The checkout is there; what else a runner offers is artifacts. Caches and engines are left out. */
function useAction(step: Step, fill: (text: string) => string, clone: string, artifacts: string): void {
  const option = (name: string) => {
    const value = step.with?.[name];
    return typeof value === "string" ? fill(value) : undefined;
  };
  const paths = (option("path") ?? "").split("\n").filter(Boolean);
  if (step.uses?.startsWith("actions/upload-artifact@")) {
    const whole = paths.map((path) => resolve(clone, path));
    const common =
      whole.length === 1 ? (whole[0] ?? clone) : whole.map((path) => dirname(path)).reduce(ancestor);
    const to = join(artifacts, option("name") ?? "artifact");
    mkdirSync(to, { recursive: true });
    for (const path of whole) cpSync(path, join(to, relative(common, path)), { recursive: true });
  }
  if (step.uses?.startsWith("actions/download-artifact@")) {
    const to = join(clone, paths[0] ?? ".");
    const name = option("name");
    if (name !== undefined) {
      cpSync(join(artifacts, name), to, { recursive: true });
      return;
    }
    const start = (option("pattern") ?? "*").replace(/\*$/, "");
    for (const one of readdirSync(artifacts).filter((file) => file.startsWith(start)))
      cpSync(join(artifacts, one), join(to, one), { recursive: true });
  }
}

function ancestor(a: string, b: string): string {
  const folder = existsSync(a) && statSync(a).isDirectory() ? a : dirname(a);
  return relative(folder, b).startsWith("..") ? ancestor(dirname(folder), b) : folder;
}

function bash(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn("bash", ["-e", "-o", "pipefail", "-c", command], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => (said += piece));
  return new Promise((resolved, rejected) => {
    child.once("error", rejected);
    child.once("close", (status) => {
      if (status === 0) resolved();
      else rejected(new Error(`${command}\nended with status ${String(status)}:\n${said}`));
    });
  });
}
