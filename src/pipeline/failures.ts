/** What failed, said for people: the reason, the kept log, and the one command that runs just that again. */

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FailureRecord } from "../artifacts/record.ts";
import type { FindingCode } from "../checks/finding.ts";
import type { TaskFailure } from "../driver/protocol.ts";
import type { Task } from "../plan/task.ts";
import { sdistTestId } from "../recipes/test-sdist.ts";
import { duration } from "../report/text-layout.ts";
import type { Done } from "../schedule/run-tasks.ts";

export interface FailureContext {
  /** Folder for the logs that are kept. */
  readonly logs: string;
  /** As the user named it, for the command that runs it again. */
  readonly project: string;
  readonly backend: "dagger" | "host";
}

const shownLines = 10;

/** Every task that failed by itself; what was skipped because of it is its consequence, not listed. */
export async function failuresOf<Tree>(
  results: Iterable<Done<Tree>>,
  context: FailureContext,
): Promise<FailureRecord[]> {
  const failures: FailureRecord[] = [];
  for (const done of results) {
    if (done.state === "passed" || done.state === "skipped") continue;
    const { task } = done;
    const common = {
      task: task.id,
      target: task.target,
      optional: task.optional === true,
      again: again(task, context),
    };
    if (done.state === "impossible") {
      const message = [done.error.message, done.error.why, done.error.next].filter(Boolean).join("; ");
      failures.push({ ...common, message, log: undefined });
      continue;
    }
    await mkdir(context.logs, { recursive: true });
    const log = join(context.logs, `${task.id.replace(/[^\w.-]+/g, "_")}.log`);
    await writeFile(log, await done.outcome.log());
    const { failure } = done.outcome.result;
    const tail = failure ? lastWords(failure) : [];
    failures.push({ ...common, message: failure ? sentence(task, failure) : "it failed", log, tail });
  }
  return failures;
}

/** The end of what the command printed, without the driver's own lines. */
function lastWords({ tail }: TaskFailure): string[] {
  return tail.filter((line) => line.trim() !== "" && !/^(==>|<==|\$) /.test(line)).slice(-shownLines);
}

function sentence(task: Task, failure: TaskFailure): string {
  const what = `${failure.command}: ${failure.message}`;
  const reached = failure.reachedFor?.length ? ` (it reached for ${failure.reachedFor.join(", ")})` : "";
  switch (failure.reason) {
    case "network":
      return `${what}${reached}. Fetch what it needs in [tool.wheelway.prepare], or set build.network = "index" if you must`;
    case "index":
      return `${what}${reached}; run it again`;
    case "timeout":
      return `${what}; the limit is ${duration(task.limits.timeoutMs / 1000)} (build.timeout, test.timeout)`;
    case "exit":
      return [what, toolsOwnWords(failure)].filter(Boolean).join(": ");
    case "missing-output":
    case "unsafe-archive":
    case "disk-full":
    case "signal":
      return what;
  }
}

function again(task: Task, { project, backend }: FailureContext): string {
  const where = /^[\w./-]+$/.test(project) ? project : `'${project.replaceAll("'", `'\\''`)}'`;
  const sdistTest = sdistTestId("");
  const target = task.id.startsWith(sdistTest) ? task.id.slice(sdistTest.length) : task.target;
  const only = target === undefined ? "" : ` --only ${target}`;
  return `wheelway build ${where}${only} --backend ${backend}`;
}

/** Why a repair tool refused: libraries out of reach, a newer libc, instructions that old processors lack. */
function toolsOwnWords({ command, tail }: TaskFailure): string | undefined {
  if (command !== "repair wheel") return undefined;
  const line = tail.findLast((text) => /\berror: /i.test(text));
  const code = refusals.find(([pattern]) => line !== undefined && pattern.test(line))?.[1];
  // The folders of the build say nothing to people.
  const words = line?.replace(/^.*?\berror: /i, "").replaceAll(/"[^"]*\/([^"/]+)"/g, '"$1"');
  return code === undefined ? words : `${words ?? ""} (${code})`;
}

/** What auditwheel refuses has a code of the checks, whose page says why it matters and what to do. */
const refusals: readonly (readonly [RegExp, FindingCode])[] = [
  [/unsupported ISA extensions/, "WW047"],
  [/too-recent versioned symbols/, "WW043"],
  [/black-listed symbols|required library .* could not be located/, "WW045"],
];
