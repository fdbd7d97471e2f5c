import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostBackend } from "../../../src/backends/host.ts";
import { commandOf } from "../../../src/backends/host-driver.ts";
import { folderName } from "../../../src/backends/host-task.ts";
import { copyTree, removeTree, syncTree } from "../../../src/backends/host-trees.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { newest } from "../../support/driver.ts";
import { runTask, task } from "../../support/tasks.ts";

describe("folderName", () => {
  it("reads like the task", () => {
    expect(folderName("wheel:cp312-manylinux_2_28_x86_64")).toBe("wheel.cp312-manylinux_2_28_x86_64");
    expect(folderName("sdist")).toBe("sdist");
  });

  it("is a plain name, another one for each id", () => {
    const id = fc.string({
      unit: fc.constantFrom("a", "B", ":", "-", "_", ".", "/", " ", "ü"),
      minLength: 1,
    });
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(folderName(a)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
        expect(folderName(a).length).toBeLessThan(120);
        if (a !== b) expect(folderName(a)).not.toBe(folderName(b));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("commandOf", () => {
  it("reads the driver's lines, and no others", () => {
    expect(commandOf('@wheelway {"task": "t", "command": "build wheel"}')).toBe("build wheel");
    for (const line of [
      "",
      "build",
      "@wheelway",
      "@wheelway {",
      '@wheelway {"command": 1}',
      ' @wheelway {"command": "x"}',
    ]) {
      expect(commandOf(line)).toBeUndefined();
    }
  });
});

describe("trees", () => {
  it("are copied with modes, times and links, and can be synced", async () => {
    const from = temporaryFolder();
    mkdirSync(join(from, "a b"));
    writeFileSync(join(from, "a b", "-run"), "#!", { mode: 0o755 });
    symlinkSync("a b/-run", join(from, "link"));
    symlinkSync(from, join(from, "link-to-folder"));
    const to = join(temporaryFolder(), "to");
    await copyTree(from, to);
    await syncTree(to);
    expect(statSync(join(to, "a b/-run")).mode & 0o777).toBe(0o755);
    expect(statSync(join(to, "a b/-run")).mtimeMs).toBe(statSync(join(from, "a b/-run")).mtimeMs);
    expect(readlinkSync(join(to, "link"))).toBe("a b/-run");
    expect(readlinkSync(join(to, "link-to-folder"))).toBe(from);
  });

  it("are removed also where nobody may write", async () => {
    const folder = join(temporaryFolder(), "closed");
    mkdirSync(join(folder, "below"), { recursive: true });
    writeFileSync(join(folder, "below/file"), "");
    chmodSync(join(folder, "below"), 0o500);
    chmodSync(folder, 0o500);
    await removeTree(folder);
    expect(existsSync(folder)).toBe(false);
    await removeTree(folder);
  });
});

describe("the host backend", () => {
  const make = () => hostBackend({ cacheDir: temporaryFolder(), env: process.env, jobs: 3 });

  it("says what it cannot do, and what helps", async () => {
    const backend = make();
    expect(backend.parallelism).toBe(3);
    const image = {
      kind: "image" as const,
      image: "registry.example/i",
      platform: "linux/amd64",
      python: "/p",
    };
    expect(await backend.supports(image)).toMatchObject({ supported: false, why: /cannot run the image/ });
    const remedies: Record<string, RegExp> = {
      cp399t: /uv python install 3\.99t/,
      pp399: /uv python install pypy3\.99/,
      gp399: /uv python install graalpy3\.99/,
      nonsense: /Ask for an interpreter/,
    };
    for (const [interpreter, remedy] of Object.entries(remedies)) {
      const answer = await backend.supports({ kind: "host", interpreter });
      expect(answer).toMatchObject({
        supported: false,
        why: expect.stringContaining(newest.name) as string,
        remedy: expect.stringMatching(remedy) as string,
      });
    }
    expect(await backend.supports({ kind: "host", interpreter: newest.name })).toMatchObject({
      supported: true,
      emulated: false,
    });
    expect(await backend.describe()).toMatch(/^this machine, \w+/);
    const one = task({ kind: "host", interpreter: "cp399" }, []);
    await expect(runTask(backend, one)).rejects.toMatchObject({ code: "interpreter-missing" });
    await backend.close();
  });

  it("stops what runs, and leaves nothing, when it is closed", async () => {
    const cacheDir = temporaryFolder();
    const backend = hostBackend({ cacheDir, env: process.env });
    const one = task({ kind: "host", interpreter: newest.name }, [{ name: "sleep", shell: "sleep 300" }]);
    const running = runTask(backend, one, {
      onEvent: ({ type }) => void (type === "command-started" && backend.close()),
    });
    await expect(running).rejects.toMatchObject({ code: "interrupted" });
    await backend.close();
    expect(existsSync(join(cacheDir, "slots/0"))).toBe(false);
    expect(existsSync(join(cacheDir, "slots/0.lock"))).toBe(false);
    expect(JSON.parse(readFileSync(join(cacheDir, "interpreters.json"), "utf8"))).toMatchObject({
      version: 2,
    });
  });
});
