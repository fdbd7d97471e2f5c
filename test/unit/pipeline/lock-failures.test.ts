import { describe, expect, it } from "vitest";
import type { TaskFailure } from "../../../src/driver/protocol.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { lastWords, passed } from "../../../src/pipeline/lock-failures.ts";
import { toolsTask } from "../../../src/recipes/tools.ts";
import { lockTask } from "../../../src/recipes/lock.ts";
import type { Done } from "../../../src/schedule/run-tasks.ts";

const environment = { kind: "host", interpreter: "cp312" } as const;

function failed(
  kind: "tools" | "lock",
  failure: TaskFailure,
  log = "",
): Extract<Done<string>, { outcome: unknown }> {
  const task =
    kind === "tools"
      ? toolsTask(environment, "build")
      : lockTask(environment, "linux", "tools:build:cp312", []);
  const result = {
    version: 1,
    id: task.id,
    verdict: "failed",
    commands: [],
    outputs: {},
    network: { state: "open" },
    interpreter: "CPython 3.12.1",
    seconds: 1,
    failure,
  } as const;
  return { state: "failed", task, outcome: { result, outputs: {}, log: () => Promise.resolve(log) } };
}

const failure = (tail: readonly string[], reason: TaskFailure["reason"] = "exit"): TaskFailure => ({
  reason,
  command: "run",
  message: "exit status 1",
  tail,
});
const errorOf = async (done: Done<string>) => {
  const error: unknown = await passed(done).catch((thrown: unknown) => thrown);
  if (!(error instanceof WheelwayError)) throw new Error("it passed");
  return error;
};

describe("a task of the lock that failed", () => {
  it("says that the tools cannot be installed, without pip's retries", async () => {
    const tail = [
      "$ python tools.py",
      "WARNING: Retrying (4)",
      "",
      "ERROR: No matching distribution found for uv==9",
    ];
    const error = await errorOf(failed("tools", failure(tail, "index")));
    expect(error).toMatchObject({
      code: "tools-unavailable",
      why: "ERROR: No matching distribution found for uv==9",
      next: expect.stringContaining("PIP_INDEX_URL") as string,
    });
  });

  it("says what cannot be resolved, from where it begins in the log", async () => {
    const log =
      "noise\ncannot resolve for sdist, 3.9-windows:\n  error: No solution found\n0 of 2 sets resolved\n";
    const error = await errorOf(failed("lock", failure(["0 of 2 sets resolved"]), log));
    expect(error.code).toBe("lock-unresolvable");
    expect(error.why).toBe(
      "cannot resolve for sdist, 3.9-windows:\n  error: No solution found\n0 of 2 sets resolved",
    );
  });

  it("tells an index out of reach from a resolution that does not exist", async () => {
    const error = await errorOf(
      failed("lock", { ...failure(["cause"], "index"), reachedFor: ["http://index.invalid/x"] }),
    );
    expect(error).toMatchObject({
      code: "lock-unresolvable",
      message: "the package index does not answer",
      why: "http://index.invalid/x\ncause",
    });
  });

  it("passes on what the machine lacks", async () => {
    const error = new WheelwayError("interpreter-missing", { message: "no cp312", next: "install it" });
    expect(await errorOf({ state: "impossible", task: toolsTask(environment, "build"), error })).toBe(error);
  });
});

describe("the last words of a hook", () => {
  it("are what it printed before the traceback of its caller", () => {
    const tail = [
      "setup.py: no compiler",
      "",
      "Traceback (most recent call last):",
      "  File x",
      "CalledProcessError",
    ];
    expect(lastWords(failed("lock", failure(tail)).outcome)).toBe("setup.py: no compiler");
    expect(lastWords(failed("lock", failure(["alone"])).outcome)).toBe("alone");
    expect(lastWords(failed("lock", failure([])).outcome)).toBe("");
  });
});
