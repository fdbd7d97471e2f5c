import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { candidatePaths, launcherPaths } from "../../../src/backends/host-candidates.ts";
import { driverEnv, programFolders } from "../../../src/backends/host-environment.ts";
import {
  bestOfEach,
  hostInterpreters,
  hostPlatforms,
  interpreterOf,
  platformOf,
} from "../../../src/backends/host-interpreters.ts";
import { probeAll, type Answer } from "../../../src/backends/host-probe.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { newest } from "../../support/driver.ts";

const answer: Answer = {
  implementation: "cpython",
  version: "3.12.1",
  final: true,
  freeThreaded: false,
  debug: false,
  bits: 64,
  platform: "linux-x86_64",
  libc: ["glibc", "2.36"],
  headers: true,
  venv: true,
  build: "",
};

function touch(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
  }
}

describe("candidates", () => {
  it("come from PATH, pyenv, uv, mise and asdf, and not from shims or environments", async () => {
    const home = temporaryFolder();
    const at = (...parts: string[]) => join(home, ...parts);
    touch(
      at("bin/python3"),
      at("bin/python3.12"),
      at("bin/python3-config"),
      at("bin/python3.14t"),
      at("bin/pypy3.11"),
    );
    touch(at(".pyenv/shims/python3"), at("project/.venv/bin/python"), at("project/.venv/pyvenv.cfg"));
    touch(at(".pyenv/versions/3.11.7/bin/python"), at(".local/share/uv/python/cpython-3.13.1/bin/python"));
    touch(
      at(".local/share/mise/installs/python/3.10/bin/python"),
      at(".asdf/installs/python/3.9/bin/python"),
    );
    const PATH = [at("project/.venv/bin"), at(".pyenv/shims"), at("bin"), at("none"), ""].join(":");
    const found = await candidatePaths({ platform: "linux", env: { PATH }, home });
    expect(found.filter((path) => path.startsWith(home)).map((path) => path.slice(home.length))).toEqual([
      "/bin/pypy3.11",
      "/bin/python3",
      "/bin/python3.12",
      "/bin/python3.14t",
      "/.pyenv/versions/3.11.7/bin/python",
      "/.local/share/uv/python/cpython-3.13.1/bin/python",
      "/.local/share/mise/installs/python/3.10/bin/python",
      "/.asdf/installs/python/3.9/bin/python",
    ]);
  });

  it("come from where the user moved pyenv and uv to", async () => {
    const home = temporaryFolder();
    touch(join(home, "p/versions/3.11.7/bin/python"), join(home, "u/x/bin/python"));
    const env = { PATH: "", PYENV_ROOT: join(home, "p"), UV_PYTHON_INSTALL_DIR: join(home, "u") };
    const found = await candidatePaths({ platform: "linux", env, home });
    expect(found).toEqual(
      expect.arrayContaining([join(home, "p/versions/3.11.7/bin/python"), join(home, "u/x/bin/python")]),
    );
  });

  it("come from the launcher on Windows", () => {
    const text = [
      " -V:3.13t         C:\\Python 313\\python3.13t.exe",
      " -V:3.12 *        C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python312\\python.exe",
      "Installed Pythons found by py Launcher",
    ].join("\r\n");
    expect(launcherPaths(text)).toEqual([
      "C:\\Python 313\\python3.13t.exe",
      "C:\\Users\\me\\AppData\\Local\\Programs\\Python\\Python312\\python.exe",
    ]);
  });
});

describe("interpreterOf and platformOf", () => {
  it.each<[string, Partial<Answer>, string | undefined, string | undefined]>([
    ["CPython on glibc", {}, "cp312", "manylinux_2_36_x86_64"],
    ["32 bits on a 64-bit kernel", { bits: 32 }, "cp312", "manylinux_2_36_i686"],
    ["armv7l", { bits: 32, platform: "linux-aarch64" }, "cp312", "manylinux_2_36_armv7l"],
    ["musl", { libc: ["musl", "1.2"] }, "cp312", "musllinux_1_2_x86_64"],
    ["an unknown libc", { libc: [] }, "cp312", undefined],
    ["free-threaded", { version: "3.14.0", freeThreaded: true }, "cp314t", "manylinux_2_36_x86_64"],
    ["PyPy", { implementation: "pypy", version: "3.11.13" }, "pp311", "manylinux_2_36_x86_64"],
    ["GraalPy", { implementation: "graalpy", version: "3.11.7" }, "gp311", "manylinux_2_36_x86_64"],
    ["macOS", { platform: "macosx-11.0-arm64", libc: [] }, "cp312", "macosx_11_0_arm64"],
    ["universal2", { platform: "macosx-10.13-universal2", libc: [] }, "cp312", "macosx_10_13_universal2"],
    ["Windows", { platform: "win-amd64", libc: [] }, "cp312", "win_amd64"],
    ["Windows on ARM", { platform: "win-arm64", libc: [] }, "cp312", "win_arm64"],
    ["32-bit Windows", { platform: "win32", libc: [], bits: 32 }, "cp312", "win32"],
    ["a debug build", { debug: true }, undefined, "manylinux_2_36_x86_64"],
    ["an old Python", { version: "3.7.16" }, undefined, "manylinux_2_36_x86_64"],
    ["Python 2", { version: "2.7.18" }, undefined, "manylinux_2_36_x86_64"],
    ["another implementation", { implementation: "micropython" }, undefined, "manylinux_2_36_x86_64"],
  ])("know %s", (_, change, interpreter, platform) => {
    const one = { ...answer, ...change };
    expect(interpreterOf(one)?.name).toBe(interpreter);
    expect(platformOf(one)?.name).toBe(platform);
  });
});

describe("bestOfEach", () => {
  const best = (...answers: Partial<Answer>[]) =>
    bestOfEach(answers.map((change, index) => ({ path: `/${index}`, answer: { ...answer, ...change } }))).map(
      ({ interpreter, path }) => `${interpreter.name} ${path}`,
    );

  it("prefers headers, then releases, then the newest, then the first", () => {
    expect(best({ headers: false, version: "3.12.9" }, {})).toEqual(["cp312 /1"]);
    expect(best({ final: false, version: "3.12.9" }, {})).toEqual(["cp312 /1"]);
    expect(best({ version: "3.12.2" }, { version: "3.12.10" })).toEqual(["cp312 /1"]);
    expect(best({}, {})).toEqual(["cp312 /0"]);
  });

  it("gives one of each name, oldest first", () => {
    const pypy = { implementation: "pypy", version: "3.11.13" };
    expect(
      best(pypy, { version: "3.13.0" }, { version: "3.9.1" }, { version: "3.13.0", freeThreaded: true }),
    ).toEqual(["cp39 /2", "cp313 /1", "cp313t /3", "pp311 /0"]);
  });
});

describe("probing", () => {
  it("runs each Python once, and again when it changed", async () => {
    const folder = temporaryFolder();
    const python = join(folder, "python3.12");
    const script = (version: string) =>
      `#!/bin/sh\necho run >> ${folder}/runs\necho '${JSON.stringify({ ...answer, version })}'\n`;
    writeFileSync(python, script("3.12.1"));
    chmodSync(python, 0o755);
    writeFileSync(join(folder, "no-python"), "text");
    symlinkSync(python, join(folder, "python3"));
    const ask = () =>
      probeAll(
        [join(folder, "python3"), python, join(folder, "no-python"), "/none"],
        { PATH: "/bin" },
        folder,
      );
    const runs = async () =>
      (await import("node:fs")).readFileSync(join(folder, "runs"), "utf8").split("\n").length - 1;
    expect((await ask()).map(({ path, answer }) => [path, answer.version])).toEqual([[python, "3.12.1"]]);
    await ask();
    expect(await runs()).toBe(1);
    writeFileSync(python, script("3.12.22"));
    expect((await ask())[0]?.answer.version).toBe("3.12.22");
    expect(await runs()).toBe(2);
  });

  it("finds the Pythons of this machine", async () => {
    const options = { cacheDir: temporaryFolder(), env: process.env };
    const found = await hostInterpreters(options);
    expect(found.map(({ interpreter }) => interpreter.name)).toContain(newest.name);
    const names = (await hostPlatforms(options)).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("the environment of the driver", () => {
  it("has programs, toolchains and mirrors, and nothing else of the user's", () => {
    const home = temporaryFolder();
    mkdirSync(join(home, ".rustup"));
    const env = {
      PATH: "/usr/bin",
      AWS_SECRET: "x",
      LD_LIBRARY_PATH: "/x",
      PYTHONPATH: "/x",
      PIP_INDEX_URL: "u",
      LANG: "de",
    };
    expect(driverEnv({ platform: "linux", env, home })).toEqual({
      PATH: "/usr/bin",
      PIP_INDEX_URL: "u",
      RUSTUP_HOME: join(home, ".rustup"),
      RUSTUP_AUTO_INSTALL: "0",
      LC_ALL: "C.UTF-8",
    });
  });

  it("knows that names have no case on Windows", () => {
    const env = { Path: "C:\\a;C:\\p\\node_modules\\.bin;C:\\b", SystemRoot: "C:\\Windows", Token: "x" };
    const windows = driverEnv({ platform: "win32", env, home: "C:\\none" });
    expect(windows).toMatchObject({ PATH: "C:\\a;C:\\b", SYSTEMROOT: "C:\\Windows" });
    expect(Object.keys(windows)).not.toContain("Token");
  });

  it("leaves out what npx and virtual environments put on PATH", () => {
    const home = temporaryFolder();
    touch(join(home, "venv/pyvenv.cfg"));
    const PATH = `${home}/venv/bin:/a/node_modules/.bin:/usr/lib/node_modules/npm/bin:/home/me/.pyenv/shims:/usr/bin:/usr/bin`;
    expect(programFolders({ platform: "linux", env: { PATH }, home })).toEqual(["/usr/bin"]);
  });
});
