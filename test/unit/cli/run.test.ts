import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { main } from "../../../src/cli/main.ts";
import type { UseCases } from "../../../src/cli/use-cases.ts";
import { emptyLock } from "../../../src/lock/lock.ts";
import type { LockRequest } from "../../../src/pipeline/lock-project.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { jsonEventSchema } from "../../../src/report/json-events-schema.ts";
import { fakeDoor, type DoorOptions, type FakeDoor } from "../../support/door.ts";
import { linuxTargets, scriptedBuild, type Script } from "../../support/scripted-run.ts";

const scratch = mkdtempSync(join(tmpdir(), "wheelway-cli-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const targets = linuxTargets("cp311", "cp312");
const scripted = (script: Partial<Script> = {}): Partial<UseCases> => ({
  build: (_, surroundings) => scriptedBuild({ targets, parallelism: 1, ...script }, surroundings),
});

/** A clock that goes on by a second whenever it is read. */
function ticking(): () => Date {
  let now = Date.parse("2026-11-21T12:00:00Z");
  return () => new Date((now += 1000));
}

async function run(
  argv: readonly string[],
  options: DoorOptions = {},
): Promise<FakeDoor & { status: number }> {
  const door = fakeDoor([...argv, "--cache-dir", scratch], { useCases: scripted(), ...options });
  const status = await main(door);
  return { ...door, status };
}

describe("a build without a terminal", () => {
  it("tells each task in plain lines beside, and its outcome on the standard output", async () => {
    const { status, err, out } = await run(["build"], { now: ticking() });
    expect(status).toBe(0);
    const lines = err().trimEnd().split("\n");
    expect(lines[0]).toBe(" 0:01  backend  host: a scripted machine (you asked for it)");
    for (const line of lines) expect(line).toMatch(/^ {0,2}\d+:\d\d {2}(backend|warning|plan|start|ok) +\S/);
    expect(lines.filter((line) => line.includes(`wheel:${targets[0] ?? ""}`))).toHaveLength(2);
    expect(out()).toContain("✓ demo 1.0: passed, 2 artifacts");
  });

  it("that fails has exit status 1, and says what to run again", async () => {
    const failing = [`wheel:${targets[1] ?? ""}`];
    const { status, err, out } = await run(["build"], { useCases: scripted({ failing }) });
    expect(status).toBe(1);
    expect(err()).toContain(`FAILED   wheel:${targets[1] ?? ""}`);
    expect(err()).toContain(`skip     test:${targets[1] ?? ""} (wheel:${targets[1] ?? ""} failed)`);
    expect(out()).toContain(`again  wheelway build . --only ${targets[1] ?? ""} --backend host`);
  });

  it("--quiet shows the outcome and warnings only", async () => {
    const { err, out } = await run(["build", "--quiet"]);
    expect(err()).toBe("warning: there is no wheelway.lock; `wheelway lock` writes one\n");
    expect(out().split("\n")[0]).toContain("passed");
  });

  it("--quiet shows failures whole", async () => {
    const { out } = await run(["build", "-q"], { useCases: scripted({ failing: ["sdist"] }) });
    expect(out()).toContain("✗ sdist");
  });

  it("--verbose tells each command", async () => {
    const { err } = await run(["build", "--verbose"]);
    expect(err()).toContain(`wheel:${targets[0] ?? ""}: build wheel`);
  });

  it("is ASCII where the locale is not UTF-8", async () => {
    const { err, out } = await run(["build"], { env: { LC_ALL: "C" } });
    expect(err() + out()).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe("colours", () => {
  const escape = "\u001b[";
  it.each([
    ["a pipe has none", {}, [], false],
    ["--color forces them", {}, ["--color"], true],
    ["FORCE_COLOR forces them", { FORCE_COLOR: "1" }, [], true],
    ["NO_COLOR wins over FORCE_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, [], false],
    ["an empty NO_COLOR says nothing", { FORCE_COLOR: "1", NO_COLOR: "" }, [], true],
    ["--no-color forbids them", { FORCE_COLOR: "1" }, ["--no-color"], false],
  ])("%s", async (_, env, argv, expected) => {
    const { err, out } = await run(["build", ...argv], { env });
    expect((err() + out()).includes(escape)).toBe(expected);
  });
});

describe("--json", () => {
  it("writes nothing but events of the documented shape", async () => {
    const { out, err, status } = await run(["build", "--json"]);
    expect(status).toBe(0);
    const lines = out().trimEnd().split("\n");
    const events = lines.map((line) => jsonEventSchema.parse(JSON.parse(line)));
    const types = new Set(events.map(({ type }) => type));
    expect([...types].sort()).toEqual(
      [
        "backend-chosen",
        "command-started",
        "note",
        "plan-ready",
        "report",
        "task-finished",
        "task-started",
      ].sort(),
    );
    expect(events.at(-1)).toMatchObject({ type: "report", verdict: "passed" });
    expect(err()).toBe("");
  });

  it("ends a failed command with the error", async () => {
    const build = () =>
      Promise.reject(new WheelwayError("disk-full", { message: "no space left", next: "Free some space." }));
    const { out, status } = await run(["build", "--json"], { useCases: { build } });
    expect(status).toBe(3);
    const event = jsonEventSchema.parse(JSON.parse(out()));
    expect(event).toMatchObject({ type: "error", code: "disk-full", exitStatus: 3 });
  });
});

describe("secrets", () => {
  const secret = "hunter22-is-no-password";
  it.each([
    ["plain lines", []],
    ["JSON", ["--json"]],
    ["every command", ["--verbose"]],
  ])("never show in %s", async (_, argv) => {
    const env = { UPLOAD_TOKEN: secret };
    const { out, err } = await run(["build", ...argv], { env, useCases: scripted({ leak: secret }) });
    expect(out() + err()).not.toContain("hunter22");
    if (argv.length > 0) expect(out() + err()).toContain("***");
  });

  it("never show in an error, its reasons or the file of a bug", async () => {
    const build = () => Promise.reject(new Error(`cannot log in with ${secret}`));
    const { err, status } = await run(["build", "--verbose"], {
      env: { MY_PASSWORD: secret },
      useCases: { build },
    });
    expect(status).toBe(70);
    expect(err()).toContain("cannot log in with ***");
    expect(err()).not.toContain("hunter22");
    for (const file of readdirSync(join(scratch, "bugs")))
      expect(readFileSync(join(scratch, "bugs", file), "utf8")).not.toContain("hunter22");
  });

  it("that a task was given are masked, though their names look like nothing", async () => {
    const build: UseCases["build"] = async (_, { tell, secrets }) => {
      const value = await secrets("RADIO_CODE");
      tell({ type: "note", severity: "info", text: `the code is ${value}` });
      throw new WheelwayError("disk-full", { message: `no room for ${value}`, next: "Free some." });
    };
    const { err } = await run(["build"], { env: { RADIO_CODE: "tango-7" }, useCases: { build } });
    expect(err()).toContain("the code is ***");
    expect(err()).toContain("no room for ***");
  });

  it("that are not set are an error with the variable's name", async () => {
    const build: UseCases["build"] = async (_, { secrets }) => {
      await secrets("RADIO_CODE");
      throw new Error("not reached");
    };
    const { err, status } = await run(["build"], { useCases: { build } });
    expect(status).toBe(2);
    expect(err()).toContain("the secret RADIO_CODE is not set");
  });
});

describe("a bug", () => {
  const build = () => Promise.reject(new TypeError("undefined is not a function"));

  it("is one sentence, the place of the details, and how to report it", async () => {
    const { err, status } = await run(["build"], { useCases: { build } });
    expect(status).toBe(70);
    expect(err()).toContain("error[internal]: this is a bug of Wheelway: undefined is not a function\n");
    expect(err()).not.toContain("    at ");
    const file = /Details: (.+)/.exec(err())?.[1] ?? "";
    expect(readFileSync(file, "utf8")).toContain("    at ");
  });

  it("shows its stack with --verbose", async () => {
    const { err } = await run(["build", "--verbose"], { useCases: { build } });
    expect(err()).toContain("    at ");
  });
});

describe("an error that nobody waited for", () => {
  it("is told like any other, and ends the program", async () => {
    let end: () => void = () => undefined;
    const build: UseCases["build"] = async () => {
      await new Promise<void>((resolve) => (end = resolve));
      throw new WheelwayError("interrupted", { message: "stopped", next: "Go on." });
    };
    const door = fakeDoor(["build", "--cache-dir", scratch], { useCases: { build } });
    const status = main(door);
    await vi.waitFor(() => {
      door.fail(new TypeError("lost in a timer"));
      expect(door.exits).toContain(70);
    });
    expect(door.err()).toContain("error[internal]: this is a bug of Wheelway: lost in a timer");
    end();
    await status;
  });
});

describe("other commands", () => {
  it("doctor fails where nothing can be built", async () => {
    const doctor = () =>
      Promise.resolve({
        version: 1,
        host: { interpreters: [], platforms: [] },
        containers: false,
        sections: [],
      } as const);
    expect((await run(["doctor"], { useCases: { doctor } })).status).toBe(3);
    expect(JSON.parse((await run(["doctor", "--json"], { useCases: { doctor } })).out())).toMatchObject({
      version: 1,
    });
  });

  it.each([
    [[], undefined],
    [["--update"], "all"],
    [
      ["--update", "cffi", "--update", "images"],
      ["cffi", "images"],
    ],
  ])("lock %j updates %j", async (argv, expected) => {
    let seen: LockRequest | undefined;
    const lock: UseCases["lock"] = (request) => {
      seen = request;
      return Promise.resolve({
        version: 1,
        path: "/home/user/wheelway.lock",
        lock: emptyLock,
        changes: [],
        notes: [],
        targets: [],
      });
    };
    const { status, out } = await run(["lock", "--check", ...argv], { useCases: { lock } });
    expect(status).toBe(0);
    expect(seen).toEqual({
      project: ".",
      only: undefined,
      backend: undefined,
      locked: false,
      update: expected,
      check: true,
    });
    expect(out()).toBe("✓ wheelway.lock is up to date, for 0 targets\n");
  });

  it("init --print writes the configuration alone to the standard output", async () => {
    const text = 'python = ["cp312"]\n';
    const carried = [{ from: "build (pyproject.toml:3)", to: "python" }];
    const init: UseCases["init"] = () =>
      Promise.resolve({ path: "/home/user/wheelway.toml", text, carried, notCarried: [] });
    const printed = await run(["init", "--print"], { useCases: { init } });
    expect(printed.out()).toBe(text);
    expect(printed.err()).toContain("Carried over: 1 setting");
    const written = await run(["init"], { useCases: { init } });
    expect(written.out()).toContain("wrote wheelway.toml");
    expect(JSON.parse((await run(["init", "--json"], { useCases: { init } })).out())).toMatchObject({
      version: 1,
      text,
    });
  });

  it("test asks for the folder beside the caller", async () => {
    let dist = "";
    const test: UseCases["test"] = (request, surroundings) => {
      dist = request.dist;
      return scriptedBuild({ targets }, surroundings);
    };
    const { status, out } = await run(["test"], { useCases: { test } });
    expect([status, dist]).toEqual([0, "/home/user/dist"]);
    expect(out()).toContain("passed");
  });
});
