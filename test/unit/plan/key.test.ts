import { describe, expect, it } from "vitest";
import type { TaskResult } from "../../../src/driver/protocol.ts";
import { inputIdentity, isPerishable, keeps, leafIdentity, taskKey, tellsOf } from "../../../src/plan/key.ts";
import type { Task } from "../../../src/plan/task.ts";

const task: Task = {
  id: "wheel:cp312-manylinux_2_28_x86_64",
  title: "build",
  kind: "wheel",
  environment: { kind: "host", interpreter: "cp312" },
  inputs: { sdist: { from: "task", task: "sdist", output: "sdist" } },
  commands: [{ name: "build wheel", argv: ["cc", "-c"] }],
  env: { CFLAGS: "-O2" },
  network: "none",
  secrets: [],
  caches: [],
  limits: { timeoutMs: 1, cpus: 1, memoryMiB: 0 },
  outputs: { wheel: "{out}/wheel" },
};
const parts = { driver: "d", wheelway: "1", environment: "e", inputs: { sdist: "content:1" } };

function result(outputs: TaskResult["outputs"]): TaskResult {
  return {
    version: 1,
    id: task.id,
    verdict: "passed",
    commands: [{ name: "build wheel", verdict: "passed", exitStatus: 0, seconds: 1 }],
    outputs,
    network: { state: "isolated" },
    interpreter: "CPython",
    seconds: 1,
  };
}

describe("taskKey", () => {
  it("is another one for everything that can change what comes out", () => {
    const changes: [Task, typeof parts][] = [
      [{ ...task, commands: [{ name: "build wheel", argv: ["cc", "-c", "-g"] }] }, parts],
      [{ ...task, env: { CFLAGS: "-O3" } }, parts],
      [{ ...task, network: "index" }, parts],
      [{ ...task, outputs: { wheel: "{out}/other" } }, parts],
      [task, { ...parts, driver: "another driver" }],
      [task, { ...parts, wheelway: "2" }],
      [task, { ...parts, environment: "another compiler" }],
      [task, { ...parts, inputs: { sdist: "content:2" } }],
    ];
    const keys = changes.map(([changed, known]) => taskKey(changed, known));
    expect(new Set([taskKey(task, parts), ...keys]).size).toBe(changes.length + 1);
  });

  it("is the same for what cannot", () => {
    const same: Task = {
      ...task,
      title: "another title",
      limits: { timeoutMs: 2, cpus: 8, memoryMiB: 100 },
      caches: ["uv"],
      optional: true,
    };
    expect(taskKey(same, parts)).toBe(taskKey(task, parts));
  });
});

describe("inputIdentity", () => {
  const of = (from: Partial<Task>, files: TaskResult["outputs"], made = "2026-01-01") =>
    inputIdentity({ ...task, ...from }, "wheel", "k", { result: result(files), made });
  const file = (sha256: string) => [{ path: "a.whl", sha256, size: 1 }];

  it("knows an archive by its content, wherever it was made", () => {
    expect(of({}, { wheel: file("a") })).toBe(of({ id: "other" }, { wheel: file("a") }, "2027-01-01"));
    expect(of({}, { wheel: file("a") })).not.toBe(of({}, { wheel: file("b") }));
    const given = { from: "file", path: "/x/a.whl", sha256: "a" } as const;
    expect(leafIdentity(given, {})).toBe(of({}, { wheel: file("a") }));
  });

  it("knows an environment by what it resolved to, and one that does not say by when it was made", () => {
    const environment = { kind: "environment", network: "index" } as const;
    const resolved = (sha256: string, made?: string) =>
      of(environment, { env: null, requirements: file(sha256) }, made);
    expect(resolved("a", "2026-01-01")).toBe(resolved("a", "2026-02-01"));
    expect(resolved("a")).not.toBe(resolved("b"));
    expect(of(environment, { env: null }, "2026-01-01")).not.toBe(
      of(environment, { env: null }, "2026-02-01"),
    );
  });

  it("knows what is pinned by its key alone", () => {
    const pinned = of({ kind: "tools", network: "index" }, { tools: null }, "2026-01-01");
    expect(pinned).toBe(inputIdentity({ ...task, kind: "tools", network: "index" }, "wheel", "k", undefined));
  });
});

it("tells what an index can change from what is pinned", () => {
  const text = { from: "text", name: "requirements.txt", text: "" } as const;
  expect(isPerishable(task)).toBe(false);
  expect(isPerishable({ ...task, kind: "environment", network: "index", inputs: {} })).toBe(true);
  const locked = { ...task, kind: "environment", network: "index", inputs: { requirements: text } } as const;
  expect(isPerishable(locked)).toBe(false);
  expect(isPerishable({ ...task, kind: "test", network: "index" })).toBe(true);
});

it("keeps neither what knew a secret nor a second build", () => {
  expect(keeps(task)).toBe("files");
  expect(keeps({ ...task, kind: "test" })).toBe("verdict");
  expect(keeps({ ...task, kind: "lock" })).toBe("nothing");
  expect(keeps({ ...task, secrets: ["TOKEN"] })).toBe("nothing");
  expect(keeps({ ...task, again: { of: "x", vary: [] } })).toBe("nothing");
});

it("believes no result that tells of fewer commands, or of others", () => {
  expect(tellsOf(task, result({}))).toBe(true);
  expect(tellsOf(task, { ...result({}), commands: [] })).toBe(false);
  expect(tellsOf({ ...task, id: "other" }, result({}))).toBe(false);
});
