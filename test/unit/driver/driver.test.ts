import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../../src/backends/host-driver.ts";
import { driverDigest, driverFile, driverFiles, driverFolder } from "../../../src/driver/source.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { drive, newest, prepareTask, pythons } from "../../support/driver.ts";

const fullDevice = statSync("/dev/full", { throwIfNoEntry: false })?.isCharacterDevice() === true;

describe.each(pythons)("the driver on $name", (python) => {
  it("runs commands, writes one line for each, and tells how they ended", () => {
    const secret = join(temporaryFolder(), "secret");
    writeFileSync(secret, "very-secret\n");
    const { result, log, stdout, folder } = drive(python, {
      commands: [
        {
          name: "ünï",
          shell: 'echo "$TOKEN" > {out}/token; echo "token is $TOKEN"; mkdir {out}/o; echo x > {out}/o/x',
        },
        { name: "no network", argv: ["{python}", "-c", "import socket; socket.socket()"], check: true },
        { name: "collect", action: { do: "collect", glob: "{out}/token", to: "{work}/kept", count: 1 } },
      ],
      secrets: { TOKEN: secret },
    });
    expect(stdout.split("\n").map(commandOf)).toEqual(["ünï", "no network", "collect", undefined]);
    expect(stdout.trim().split("\n")).toHaveLength(3);
    expect(result.commands.map(({ verdict }) => verdict)).toEqual(["passed", "failed", "passed"]);
    expect(result.failure).toMatchObject({ reason: "network", command: "no network" });
    expect(result.interpreter).toMatch(/^\w+ \d/);
    expect(log).toContain("token is ***");
    expect(log + JSON.stringify(result)).not.toContain("very-secret");
    expect(readFileSync(join(folder, "work/kept/token"), "utf8")).toBe("very-secret\n\n");
  });

  it("tells a full disk, whoever fills it", ({ skip }) => {
    if (!fullDevice) skip("this system has no /dev/full");
    const log = drive(python, { commands: [{ name: "say", shell: "echo x" }], log: "/dev/full" });
    expect(log.result.failure?.reason).toBe("disk-full");
    const list = drive(python, { commands: [{ name: "list", shell: "echo x", stdout: "/dev/full" }] });
    expect(list.result.failure?.reason).toBe("disk-full");
    const build = drive(python, { commands: [{ name: "build", shell: "dd if=/dev/zero of=/dev/full" }] });
    expect(build.result.failure?.reason).toBe("disk-full");
  });
});

/** A driver that sleeps; resolves when its command has begun. */
async function sleeping(python = newest) {
  const { file, task, folder } = prepareTask({
    commands: [{ name: "sleep", shell: "(setsid sh -c 'echo $$ > {out}/pid; exec sleep 300' &); sleep 300" }],
  });
  const argv = ["-B", join(driverFolder(), driverFile), file, "--parent-pipe"];
  const child = spawn(python.path, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const pidFile = join(folder, "out/pid");
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8") === "") await wait(20);
  return { child, ended, task, sleeper: Number(readFileSync(pidFile, "utf8")) };
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await wait(20);
  }
  return false;
}

describe.runIf(process.platform === "linux")("a driver that is stopped", () => {
  it("ends all that it started when it is told to, and writes its result", async () => {
    const { child, ended, task, sleeper } = await sleeping();
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    expect(await gone(sleeper)).toBe(true);
    expect(JSON.parse(readFileSync(task.result, "utf8"))).toMatchObject({
      verdict: "failed",
      failure: { reason: "signal", command: "sleep" },
    });
  });

  it("does the same when its parent is gone", async () => {
    const { child, ended, sleeper } = await sleeping();
    child.stdin.end();
    expect(await ended).toBe(0);
    expect(await gone(sleeper)).toBe(true);
  });
});

describe("the driver's files", () => {
  it("are read by name, and change the digest when they change", () => {
    const files = driverFiles();
    expect([...files.keys()]).toContain(driverFile);
    expect([...files.keys()]).toEqual([...files.keys()].sort());
    expect(driverDigest()).toMatch(/^[0-9a-f]{64}$/);
    expect(driverDigest()).toBe(driverDigest());
  });

  it("hide no module of the standard library", () => {
    const names = [...driverFiles().keys()].map((name) => name.replace(/\.py$/, ""));
    const { log } = drive(newest, {
      commands: [
        {
          name: "compare",
          argv: [
            "{python}",
            "-c",
            "import sys; print('HIDDEN', sorted(set(sys.argv[1:]) & set(sys.stdlib_module_names)))",
            ...names,
          ],
        },
      ],
    });
    expect(log).toContain("\nHIDDEN []\n");
  });

  it("leave what a task made beside its outputs to the backend", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "x"));
    const { result } = drive(newest, {
      commands: [{ name: "copy", action: { do: "copy", from: folder, to: "{out}/o" } }],
      outputs: { o: "{out}/o" },
    });
    expect(result.outputs).toEqual({ o: [] });
  });
});
