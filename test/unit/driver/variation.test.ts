import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { variations, type Command, type Variation } from "../../../src/plan/task.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { drive, evaluate, newest, pythons } from "../../support/driver.ts";

/** What a command sees of what may vary. */
const look: Command = {
  name: "look",
  argv: [
    "{python}",
    "-c",
    "import json, os; mask = os.umask(0); print(json.dumps({'umask': oct(mask), 'cpus': len(os.sched_getaffinity(0)), " +
      "**{name: os.environ.get(name) for name in ('TZ', 'LC_ALL', 'PYTHONHASHSEED')}}))",
  ],
  stdout: "{out}/seen.json",
};

function looks(vary: readonly Variation[] | undefined) {
  const { result, log } = drive(newest, {
    commands: [{ name: "make", argv: ["mkdir", "-p", "{out}"] }, look],
    outputs: { out: "{out}" },
    ...(vary === undefined ? {} : { again: { of: "wheel:x", vary } }),
  });
  expect(result.failure, log).toBeUndefined();
  const line = log.split("\n").find((text) => text.startsWith('{"umask"')) ?? "{}";
  return { surroundings: result.surroundings, seen: JSON.parse(line) as Record<string, unknown> };
}

describe.skipIf(process.platform !== "linux")("the surroundings of commands", () => {
  it("are the usual ones without a variation, and are told", () => {
    for (const { surroundings, seen } of [looks(undefined), looks([])]) {
      expect(seen).toMatchObject({ umask: "0o22", TZ: "UTC", PYTHONHASHSEED: "0" });
      expect(surroundings).toMatchObject({ umask: "0022", "time-zone": "UTC", "hash-seed": "0" });
    }
  });

  it("are others with each variation, as told", () => {
    const [usual, other] = [looks(undefined), looks(variations)];
    expect(other.seen).toMatchObject({ umask: "0o77", PYTHONHASHSEED: "4242", cpus: 1 });
    expect(other.seen["TZ"]).toMatch(/^WWY[+-]1[14]$/);
    expect(other.seen["LC_ALL"]).not.toBe(usual.seen["LC_ALL"]);
    expect(other.surroundings).toMatchObject({
      umask: "0077",
      "hash-seed": "4242",
      cpus: "1 for 3 jobs",
      "time-zone": other.seen["TZ"],
      locale: other.seen["LC_ALL"],
    });
  });

  it("are changed one at a time", () => {
    expect(looks(["umask"]).seen).toMatchObject({ umask: "0o77", TZ: "UTC", PYTHONHASHSEED: "0" });
    expect(looks(["time-zone"]).seen).toMatchObject({ umask: "0o22", PYTHONHASHSEED: "0" });
  });
});

it("chooses a time zone in which it is another day, at every hour", () => {
  const lines = ["import variation", "print(json.dumps([variation.far_zone(hour) for hour in range(24)]))"];
  const zones = evaluate(newest, lines) as string[];
  zones.forEach((zone, hour) => {
    // POSIX: what is added to local time to get UTC.
    const local = hour - Number(zone.slice("WWY".length));
    expect(local < 0 || local >= 24, `${zone} at ${hour}`).toBe(true);
  });
});

describe("a source that is disturbed", () => {
  function source() {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "package"));
    mkdirSync(join(folder, ".git"));
    for (const file of ["b.py", "a.py", "package/c.sh", ".git/index"])
      writeFileSync(join(folder, file), file);
    execFileSync("chmod", ["755", join(folder, "package/c.sh")]);
    symlinkSync("a.py", join(folder, "link"));
    for (const file of ["b.py", "a.py", "package/c.sh", ".git/index"])
      utimesSync(join(folder, file), 1_600_000_000, 1_600_000_000);
    return folder;
  }
  const disturb = (vary: readonly Variation[]) => {
    const folder = source();
    const lines = [
      "import variation",
      "variation.Variation(given[1], {'work': '/w'}).disturb(given[0])",
      "print(0)",
    ];
    evaluate(newest, lines, [folder, vary]);
    const state = (file: string) => {
      const { mode, mtimeMs } = statSync(join(folder, file));
      return [(mode & 0o777).toString(8), mtimeMs / 1000];
    };
    return { names: readdirSync(folder, { recursive: true }).map(String).sort(), state };
  };
  const names = [".git", ".git/index", "a.py", "b.py", "link", "package", "package/c.sh"];

  it("has other modes, older times and all of its files, but the same history", () => {
    const { names: found, state } = disturb(["umask", "file-times", "file-order"]);
    expect(found).toEqual(names);
    expect(state("a.py")).toEqual(["600", 1_599_900_000]);
    expect(state("package/c.sh")).toEqual(["700", 1_599_900_000]);
    expect(state(".git/index")).toEqual(["644", 1_600_000_000]);
  });

  it("is as it was where nothing of it is to vary", () => {
    const { names: found, state } = disturb(["path", "time-zone", "cpus"]);
    expect(found).toEqual(names);
    expect(state("a.py")).toEqual(["644", 1_600_000_000]);
  });
});

describe.each(pythons)("a Python that lists folders backwards: $name", (python) => {
  it("does so with everything that lists folders, and nothing is missing", () => {
    const lines = [
      "import glob, os, pathlib, shutil, tempfile",
      "folder = tempfile.mkdtemp()",
      "for name in 'abcdefgh': open(os.path.join(folder, name), 'w').close()",
      "def listed():",
      "    with os.scandir(folder) as entries: scanned = [entry.name for entry in entries]",
      "    walked = [name for _, _, names in os.walk(folder) for name in names]",
      "    return [os.listdir(folder), scanned, walked, [path.name for path in pathlib.Path(folder).iterdir()]]",
      "before = listed()",
      "import file_order",
      "after = listed()",
      "shutil.copytree(folder, folder + '-copy')",
      "copied = len(os.listdir(folder + '-copy'))",
      "shutil.rmtree(folder); shutil.rmtree(folder + '-copy')",
      "print(json.dumps([before, after, copied]))",
    ];
    const [before, after, copied] = evaluate(python, lines) as [string[][], string[][], number];
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3).map((names) => [...names].reverse()));
    // pathlib may have bound the functions when it was imported; a build's Python loads the shim before.
    expect([...(after[3] ?? [])].sort().join("")).toBe("abcdefgh");
    expect(copied).toBe(8);
  });
});

it("loads the shim in the Pythons of a virtual environment, and says whether there is one", () => {
  const folder = temporaryFolder();
  const env = join(folder, "env");
  execFileSync(newest.path, ["-m", "venv", "--without-pip", env]);
  const lines = [
    "import variation",
    "print(json.dumps([variation.install_shim(given), variation.install_shim(given + '-not-there')]))",
  ];
  expect(evaluate(newest, lines, env)).toEqual([true, false]);
  const python = join(env, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const argv = ["-c", "import os; print(os.listdir.__module__)"];
  expect(execFileSync(python, argv, { encoding: "utf8" }).trim()).toBe("wheelway_file_order");
});
