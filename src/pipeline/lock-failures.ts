/** Errors of the tasks that refresh a lock. */

import type { Outcome } from "../backends/backend.ts";
import { WheelwayError } from "../errors.ts";
import type { Done } from "../schedule/run-tasks.ts";

/** The outcome of a task that passed; throws `tools-unavailable`, `lock-unresolvable`, or what the machine lacks. */
export async function passed<Tree>(done: Done<Tree> | undefined): Promise<Outcome<Tree>> {
  switch (done?.state) {
    case "passed":
      return done.outcome;
    case "failed":
      throw done.task.kind === "tools" ? toolsUnavailable(done.outcome) : await unresolvable(done.outcome);
    case "impossible":
      throw done.error;
    case "skipped":
    case undefined:
      throw new WheelwayError("interrupted", {
        message: "the lock was not refreshed",
        next: "Run it again.",
      });
  }
}

/** The verification and build tools could not be installed. */
export function toolsUnavailable<Tree>({ result }: Outcome<Tree>): WheelwayError {
  const offline = result.failure?.reason === "index";
  return new WheelwayError("tools-unavailable", {
    message: "the tools (uv, build, auditwheel, …) cannot be installed",
    why: lastLines(result.failure?.tail ?? []),
    next: offline
      ? "Check the network and the package index (PIP_INDEX_URL, PIP_CONFIG_FILE), then run it again."
      : "Correct what the lines above say, then run it again; `wheelway doctor` shows what this machine has.",
  });
}

async function unresolvable<Tree>({ result, log }: Outcome<Tree>): Promise<WheelwayError> {
  if (result.failure?.reason === "index") {
    return new WheelwayError("lock-unresolvable", {
      message: "the package index does not answer",
      why: [...(result.failure.reachedFor ?? []), lastLines(result.failure.tail)].join("\n"),
      next: "Check the network and the index (UV_DEFAULT_INDEX, UV_INDEX), then run it again.",
    });
  }
  const text = await log();
  const first = text.indexOf("cannot resolve for ");
  return new WheelwayError("lock-unresolvable", {
    message: "build requirements cannot be resolved",
    why: first < 0 ? lastLines(result.failure?.tail ?? []) : lastLines(text.slice(first).split("\n"), 60),
    next: "Correct build-system.requires in pyproject.toml, or leave out the Pythons and platforms that it cannot serve (`python`, `platforms`, `skip`).",
  });
}

/** The last thing that a hook printed, before the traceback of the script that had called it. */
export function lastWords<Tree>({ result }: Outcome<Tree>): string {
  const tail = result.failure?.tail ?? [];
  const traceback = tail.findLastIndex((line) => line.startsWith("Traceback "));
  return lastLines(traceback > 0 ? tail.slice(0, traceback) : tail, 1).trim();
}

function lastLines(lines: readonly string[], most = 15): string {
  // The command itself and pip's retries say less than what came of them.
  const telling = lines.filter((line) => line.trim() !== "" && !/^(?:\$ |WARNING: Retrying )/.test(line));
  return telling.slice(-most).join("\n");
}
