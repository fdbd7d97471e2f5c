/** Runs the real CLI, as a user would: its own process, its own cache folder, none of the caller's settings. */

import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import type { BuildRecord } from "../../src/artifacts/record.ts";
import type { JsonEvent } from "../../src/report/json-events-schema.ts";
import { emptyFolder } from "./e2e-projects.ts";

export const program = join(import.meta.dirname, "../../bin/wheelway.js");

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Octal umask of the process. */
  readonly umask?: string;
  /** The folder for tools and work; all tests of a run share one by default, so that the tools are installed once. */
  readonly cacheDir?: string;
}

export interface CliRun {
  /** `null` where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<CliRun>;
  /** Resolves when the text was written to either stream; rejects where the program ends without it. */
  saw(text: string): Promise<void>;
}

/** What of the caller's environment would change what is tested. */
const foreign =
  /^(CI|CI_.*|GITHUB_.*|GITEA_ACTIONS|FORGEJO_ACTIONS|GITLAB_.*|TF_BUILD|CIRCLECI|BUILDKITE|JENKINS_URL|FORCE_COLOR|COLORTERM|TERM|WHEELWAY_.*|GIT_.*|_EXPERIMENTAL_DAGGER.*|DAGGER_.*|SOURCE_DATE_EPOCH|VIRTUAL_ENV)$/;

/** A cache folder that no other test uses, with the tools that are installed by now. */
export function privateCache(): string {
  const folder = emptyFolder();
  for (const name of ["tools", "interpreters.json"]) {
    const known = join(inject("cacheDir"), name);
    if (existsSync(known)) cpSync(known, join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
  return folder;
}

export function cliEnv(options: CliOptions = {}): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  const env: Record<string, string | undefined> = {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    LC_ALL: "C.UTF-8",
    WHEELWAY_CACHE_DIR: options.cacheDir ?? inject("cacheDir"),
    ...options.env,
  };
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export function startCli(argv: readonly string[], options: CliOptions = {}): Running {
  const node = [process.execPath, program, ...argv];
  const [file = "", ...words] =
    options.umask === undefined
      ? node
      : ["/bin/sh", "-c", `umask ${options.umask} && exec "$@"`, "sh", ...node];
  const child = spawn(file, words, {
    cwd: options.cwd,
    env: cliEnv(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  const watching = new Set<() => void>();
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      output[stream] += text;
      watching.forEach((look) => look());
    });
  }
  const done = new Promise<CliRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...output }));
  });
  const saw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (output.stdout.includes(text) || output.stderr.includes(text)) resolve();
      };
      watching.add(look);
      look();
      void done.then(() =>
        reject(new Error(`it ended without "${text}":\n${output.stdout}\n${output.stderr}`)),
      );
    });
  return { child, done, saw };
}

export function wheelway(argv: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  return startCli(argv, options).done;
}

export interface JsonRun extends CliRun {
  readonly events: readonly JsonEvent[];
  /** The line that ends a run which came to its end. */
  readonly report: Report | undefined;
  readonly error: Extract<JsonEvent, { type: "error" }> | undefined;
}

export type Report = Extract<JsonEvent, { type: "report" }> & { readonly record: BuildRecord };

/** The same with `--json`, its lines read. */
export async function wheelwayJson(argv: readonly string[], options: CliOptions = {}): Promise<JsonRun> {
  const run = await wheelway([...argv, "--json"], options);
  const events = run.stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JsonEvent);
  const find = <Type extends JsonEvent["type"]>(type: Type) =>
    events.find((event): event is Extract<JsonEvent, { type: Type }> => event.type === type);
  return { ...run, events, report: find("report") as Report | undefined, error: find("error") };
}

/** A build on the host that must succeed; everything it said otherwise. */
export async function builds(argv: readonly string[], options: CliOptions = {}): Promise<Report> {
  const run = await wheelwayJson(["build", ...argv, "--backend", "host"], options);
  if (run.status !== 0 || !run.report) throw new Error(told(run));
  return run.report;
}

/** A build on the host that must come to its end and fail. */
export async function failsToBuild(argv: readonly string[], options: CliOptions = {}): Promise<Report> {
  const run = await wheelwayJson(["build", ...argv, "--backend", "host"], options);
  if (run.status !== 1 || !run.report) throw new Error(told(run));
  return run.report;
}

/** Everything a run said that helps to see why it did not end as expected. */
export function told({ status, report, error, stdout, stderr }: CliRun & Partial<JsonRun>): string {
  const short = report
    ? { failures: report.record.failures, findings: report.record.findings }
    : (error ?? stdout.slice(-4000));
  return `exit status ${String(status)}\n${JSON.stringify(short, undefined, 2)}\n${stderr}`;
}
