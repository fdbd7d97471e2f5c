/** The contract of tasks that fail: each failure is a result with its reason, and the log is whole. */

import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { WheelwayError } from "../../src/errors.ts";
import { python, runTask, task } from "../support/tasks.ts";
import type { Get } from "./backend.ts";

export function failureContract(get: Get): void {
  it("stops at a command that fails, and shows the end of what it printed", async () => {
    const { backend, environment } = get();
    const one = task(
      environment,
      [
        { name: "good", shell: "echo fine" },
        { name: "bad", shell: "seq 1 100; echo broken >&2; exit 7" },
        { name: "never", shell: "echo must not be seen" },
      ],
      { outputs: { nothing: "{out}/nothing" } },
    );
    const ran = await runTask(backend, one);
    expect(ran.result.commands.map(({ name, verdict, exitStatus }) => [name, verdict, exitStatus])).toEqual([
      ["good", "passed", 0],
      ["bad", "failed", 7],
      ["never", "skipped", null],
    ]);
    expect(ran.result.verdict).toBe("failed");
    expect(ran.result.failure).toMatchObject({ reason: "exit", command: "bad", message: "exit status 7" });
    expect(ran.result.failure?.tail).toHaveLength(40);
    expect(ran.result.failure?.tail.at(-1)).toBe("broken");
    expect(ran.result.outputs).toEqual({});
    expect(ran.outputs).toEqual({});
    expect(ran.text).toContain("fine\n");
    expect(ran.text).not.toContain("must not be seen");
    expect(ran.events.at(-1)).toMatchObject({ type: "task-finished", verdict: "failed" });
  });

  it("runs every check, and tells the first that failed", async () => {
    const { backend, environment } = get();
    const check = (name: string, shell: string) => ({ name, shell, check: true as const });
    const one = task(environment, [
      check("smoke: a", "exit 1"),
      check("smoke: b", ":"),
      check("smoke: c", "exit 3"),
      { name: "after", shell: ":" },
    ]);
    const { result } = await runTask(backend, one);
    expect(result.commands.map(({ verdict }) => verdict)).toEqual(["failed", "passed", "failed", "passed"]);
    expect(result.failure).toMatchObject({ reason: "exit", command: "smoke: a" });
  });

  it("stops a shell script at its first failing line", async () => {
    const { backend, environment } = get();
    const { result, text } = await runTask(
      backend,
      task(environment, [{ name: "script", shell: "false\necho on" }]),
    );
    expect(result.verdict).toBe("failed");
    expect(text).not.toMatch(/^on$/m);
  });

  it("says that a program is not there", async () => {
    const { backend, environment } = get();
    const { result, text } = await runTask(
      backend,
      task(environment, [{ name: "run", argv: ["no-such-program"] }]),
    );
    expect(result.failure?.reason).toBe("exit");
    expect(text).toContain("no-such-program");
  });

  it("says that a working folder is not there", async () => {
    const { backend, environment } = get();
    const { result } = await runTask(
      backend,
      task(environment, [{ name: "run", shell: ":", cwd: "{work}/none" }]),
    );
    expect(result.failure?.message).toContain("its working folder does not exist");
  });

  it("names the signal that killed a command", async () => {
    const { backend, environment } = get();
    const { result } = await runTask(backend, task(environment, [{ name: "die", shell: "kill -SEGV $$" }]));
    expect(result.failure).toMatchObject({ reason: "signal", message: "it was killed by SIGSEGV" });
    expect(result.commands[0]).toMatchObject({ verdict: "failed", exitStatus: null });
  });

  it("ends what takes too long, also where it ignores being asked", async () => {
    const { backend, environment, slow } = get();
    const one = task(
      environment,
      [
        { name: "hang", shell: "trap '' TERM; echo started; while true; do sleep 1; done", check: true },
        { name: "after", shell: ":" },
      ],
      { limits: { timeoutMs: slow ? 15_000 : 2500, cpus: 1, memoryMiB: 0 } },
    );
    const { result, text } = await runTask(backend, one);
    expect(result.failure).toMatchObject({ reason: "timeout", command: "hang" });
    expect(result.commands.map(({ verdict }) => verdict)).toEqual(["timeout", "skipped"]);
    expect(text).toContain("started");
    expect(result.seconds).toBeLessThan(slow ? 60 : 20);
  });

  it("holds a command to its memory", async () => {
    const { backend, environment } = get();
    const one = task(environment, [python("eat", ["print(len(bytearray(3 * 1024**3)))"])], {
      limits: { timeoutMs: 60_000, cpus: 1, memoryMiB: 2048 },
    });
    const { result, text } = await runTask(backend, one);
    expect(result.failure?.reason).toBe("exit");
    expect(text).toContain("MemoryError");
  });

  it("names an output that was not made", async () => {
    const { backend, environment } = get();
    const one = task(environment, [{ name: "nothing", shell: ":" }], { outputs: { wheel: "{out}/wheel" } });
    const { result } = await runTask(backend, one);
    expect(result.verdict).toBe("failed");
    expect(result.failure?.reason).toBe("missing-output");
    expect(result.failure?.message).toContain("wheel");
  });

  it("leaves no process behind, and does not wait for one", async () => {
    const { backend, environment } = get();
    const shell = "(sleep 300 &) ; setsid sleep 300 & echo done";
    const { result } = await runTask(backend, task(environment, [{ name: "fork", shell }]));
    expect(result.verdict).toBe("passed");
    expect(result.seconds).toBeLessThan(60);
  });

  it("stops when it is told to, with all that it started", async ({ skip }) => {
    const { backend, environment, reach } = get();
    if ("unreachable" in reach) return skip(reach.unreachable);
    const abort = new AbortController();
    const closed: Promise<void>[] = [];
    const server = createServer((socket: Socket) => {
      closed.push(new Promise((resolve) => socket.once("close", () => resolve())));
      socket.on("error", () => undefined).resume();
      if (closed.length === 2) abort.abort();
    });
    await new Promise<void>((resolve) => server.listen(0, () => resolve()));
    const { port } = server.address() as { port: number };
    const code = [
      "import os, socket, time",
      `line = socket.create_connection(('${reach.host}', ${port}))`,
      // A child in a session of its own, as daemons do.
      "if os.fork() == 0:",
      "    os.setsid()",
      "    line.close()",
      `    line = socket.create_connection(('${reach.host}', ${port}))`,
      "time.sleep(300)",
    ];
    const one = task(environment, [python("wait", code)], { network: "index" });
    await expect(runTask(backend, one, { signal: abort.signal })).rejects.toMatchObject({
      code: "interrupted",
    });
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
    server.close();
  });

  it("does not start when it was told to stop before", async () => {
    const { backend, environment } = get();
    const one = task(environment, [{ name: "nothing", shell: ":" }]);
    await expect(runTask(backend, one, { signal: AbortSignal.abort() })).rejects.toThrow(WheelwayError);
  });
}
