import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { version } from "../../../src/version.ts";
import { jsonEventSchema } from "../../../src/report/json-events-schema.ts";
import { bundleCli, type BundledCli } from "../../support/bundled-cli.ts";
import { expectGolden, readGolden } from "../../support/golden.ts";
import { linuxTargets } from "../../support/scripted-run.ts";

let cli: BundledCli;
const cacheDir = mkdtempSync(join(tmpdir(), "wheelway-program-"));

beforeAll(async () => {
  cli = await bundleCli();
});
afterAll(() => {
  cli.remove();
  rmSync(cacheDir, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({
  PATH: process.env["PATH"] ?? "",
  LANG: "C.UTF-8",
  WHEELWAY_CACHE_DIR: cacheDir,
  ...more,
});

function run(argv: readonly string[], more: Record<string, string> = {}) {
  return spawnSync(process.execPath, [cli.program, ...argv], { encoding: "utf8", env: env(more) });
}

/** Starts a build that is scripted to go on for many seconds; its clean-up takes as long as a command. */
function startLongBuild(argv: readonly string[] = [], commandMs = 200) {
  const targets = linuxTargets("cp39", "cp310", "cp311", "cp312", "cp313", "cp314");
  const script = JSON.stringify({ targets, commandMs, parallelism: 1 });
  return spawn(process.execPath, [cli.scripted, "build", ...argv], { env: env({ WHEELWAY_SCRIPT: script }) });
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += String(chunk);
  return all;
}

describe("the program", () => {
  it("shows the help of the golden file", () => {
    const { stdout, stderr, status } = run(["--help"]);
    expect([stdout, stderr, status]).toEqual([readGolden("help/wheelway.txt"), "", 0]);
  });

  it("tells its version", () => {
    expect(run(["--version"]).stdout).toBe(`${version}\n`);
  });

  it("prints errors on the standard error and sets the exit status", () => {
    const { stdout, stderr, status } = run(["biuld"]);
    expect([stdout, status]).toEqual(["", 2]);
    expect(`$ wheelway biuld\n${stderr}`).toBe(readGolden("errors/usage-unknown-command.txt"));
  });

  it("writes events as JSON lines", () => {
    const script = JSON.stringify({ targets: linuxTargets("cp311") });
    const { stdout, status } = spawnSync(process.execPath, [cli.scripted, "build", "--json"], {
      encoding: "utf8",
      env: env({ WHEELWAY_SCRIPT: script }),
    });
    expect(status).toBe(0);
    const types = stdout
      .trimEnd()
      .split("\n")
      .map((line) => jsonEventSchema.parse(JSON.parse(line)).type);
    expect(types[0]).toBe("backend-chosen");
    expect(types.at(-1)).toBe("report");
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("script for %s is as the golden file says", (shell) => {
    const { stdout, status } = run(["completion", shell]);
    expect(status).toBe(0);
    expectGolden(`completion/wheelway.${shell}`, stdout);
  });

  it("is for the shell of SHELL without an argument", () => {
    expect(run(["completion"], { SHELL: "/usr/bin/zsh" }).stdout).toBe(readGolden("completion/wheelway.zsh"));
    expect(run(["completion"], { SHELL: "/bin/tcsh" }).stdout).toBe(readGolden("completion/wheelway.bash"));
  });

  const answers = (shell: string, ...words: readonly string[]) =>
    run(["--get-yargs-completions", "wheelway", ...words], { SHELL: shell })
      .stdout.trimEnd()
      .split("\n");

  it("completes commands, options and values", () => {
    expect(answers("bash", "")).toEqual(expect.arrayContaining(["plan", "build", "doctor"]));
    expect(answers("bash", "build", "--")).toEqual(expect.arrayContaining(["--only", "--dist", "--json"]));
    expect(answers("bash", "build", "--backend", "")).toEqual(["auto", "dagger", "host"]);
  });

  it("describes them where the shell shows it", () => {
    expect(answers("zsh", "")).toContain("build:Build, test and verify every wheel and the sdist");
    expect(answers("fish", "")).toContain("build\tBuild, test and verify every wheel and the sdist");
  });

  it("works in a real bash", ({ skip }) => {
    if (spawnSync("bash", ["--norc", "-c", "type mapfile compgen"]).status !== 0)
      skip("no bash 4 on this machine");
    const script = `
      wheelway() { "${process.execPath}" "${cli.program}" "$@"; }
      source <(wheelway completion bash)
      COMP_WORDS=(wheelway bu) COMP_CWORD=1; _wheelway; echo "\${COMPREPLY[*]}"
      COMP_WORDS=(wheelway build --fa) COMP_CWORD=2; _wheelway; echo "\${COMPREPLY[*]}"`;
    const { stdout } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8", env: env() });
    expect(stdout.split("\n")).toEqual(["build", "--fail-fast", ""]);
  });
});

describe("signals and pipes", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s stops in good order with 130", async (signal) => {
    const child = startLongBuild();
    const err = text(child.stderr);
    await once(child.stderr, "data");
    child.kill(signal);
    const [status] = (await once(child, "close")) as [number | null];
    expect(status).toBe(130);
    expect(await err).toContain("error[interrupted]: stopped before the end");
  });

  it("a second SIGINT leaves at once", async () => {
    const child = startLongBuild([], 5000);
    await once(child.stderr, "data");
    const started = performance.now();
    child.kill("SIGINT");
    while (!(await nextText(child.stderr)).includes("Stopping:"));
    child.kill("SIGINT");
    const [status] = (await once(child, "close")) as [number | null];
    expect(status).toBe(130);
    // The scripted clean-up alone takes longer.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("a reader that goes away ends it without a word", async () => {
    const child = startLongBuild(["--json"]);
    const err = text(child.stderr);
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [status] = (await once(child, "close")) as [number | null];
    expect(status).toBe(130);
    expect(await err).toBe("");
  });

  it("a full disk is an error of the machine, not a bug", ({ skip }) => {
    if (!existsSync("/dev/full")) skip("no /dev/full on this system");
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(process.execPath, [cli.program, "completion", "bash"], {
      encoding: "utf8",
      env: env(),
      stdio: ["ignore", full, "pipe"],
    });
    closeSync(full);
    expect(status).toBe(3);
    expect(stderr).toContain("error[disk-full]");
  });

  it("help into a closed pipe is quiet", () => {
    const script = `"${process.execPath}" "${cli.program}" --help | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8", env: env() });
    expect([stdout, stderr]).toEqual(["0\n", ""]);
  });
});

async function nextText(stream: NodeJS.ReadableStream): Promise<string> {
  const [chunk] = (await once(stream, "data")) as [Buffer];
  return chunk.toString();
}
