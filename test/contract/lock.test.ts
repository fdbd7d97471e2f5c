/** `wheelway lock` from end to end on the host: real uv, a real package index, a real image registry. */

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hostBackend, hostInterpreters, type HostInterpreter } from "../../src/backends/host.ts";
import { httpClient } from "../../src/clients/http.ts";
import { describeChange } from "../../src/lock/changes.ts";
import { formatLock } from "../../src/lock/lock.ts";
import { requirementsFor, setFor } from "../../src/lock/lookup.ts";
import type { Update } from "../../src/lock/resolve.ts";
import { staleness } from "../../src/lock/stale.ts";
import { oldestToolPython } from "../../src/lock/tools.ts";
import { wantedOf } from "../../src/lock/wanted.ts";
import { makeLeaves } from "../../src/pipeline/leaves.ts";
import { refreshLock } from "../../src/pipeline/lock.ts";
import { loadProject } from "../../src/pipeline/project.ts";
import { Runner } from "../../src/schedule/run-tasks.ts";
import { parseTarget } from "../../src/tags/target.ts";
import { pushImage, startRegistry, whyNoRegistry, type Registry } from "../support/image-registry.ts";

const root = mkdtempSync(join(tmpdir(), "wheelway lock "));
const options = { cacheDir: join(root, "cache"), env: process.env };
const pythons = (await hostInterpreters(options)).filter(
  ({ interpreter: { implementation, freeThreaded, minor } }) =>
    implementation === "cp" && !freeThreaded && minor >= oldestToolPython[1],
);
const python: HostInterpreter | undefined = pythons.at(-1);
const index =
  python !== undefined &&
  spawnSync(python.path, ["-m", "pip", "download", "-q", "--no-deps", "-d", root, "packaging"]).status === 0;
const reason = whyNoRegistry() ?? (index ? undefined : "no CPython 3.9 or newer, or no package index");
const skipped = reason === undefined ? "" : ` (skipped: ${reason})`;

const targets = [
  "cp39-win_amd64",
  "cp312-win_amd64",
  "cp312-manylinux_2_28_x86_64",
  "cp313-manylinux_2_28_x86_64",
  "pp311-manylinux_2_28_x86_64",
].map((id) => parseTarget(id)!);

describe.skipIf(reason !== undefined)(`refreshing a lock${skipped}`, () => {
  const backend = hostBackend(options);
  let registry: Registry;
  let digest: string;
  let runs = 0;
  beforeAll(async () => {
    registry = await startRegistry();
    digest = await pushImage(registry, "mirror/manylinux_2_28_x86_64", "latest");
  });
  afterAll(async () => {
    await registry.stop();
    await backend.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** A project with these requirements and, where given, the lock of an earlier run. */
  function write(requires: readonly string[], lock?: string): string {
    const folder = join(root, `project ${runs++}`);
    mkdirSync(folder, { recursive: true });
    const text = [
      '[project]\nname = "hello"\nversion = "1"',
      `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "setuptools.build_meta"`,
      `[tool.wheelway]\nregistry = "${registry.host}/mirror"`,
    ];
    writeFileSync(join(folder, "pyproject.toml"), text.join("\n"));
    writeFileSync(join(folder, "hello.py"), "");
    if (lock !== undefined) writeFileSync(join(folder, "wheelway.lock"), lock);
    return folder;
  }

  async function refresh(folder: string, update: Update = "none") {
    const project = await loadProject(folder);
    const { signal } = new AbortController();
    const scratch = join(root, `scratch ${runs++}`);
    mkdirSync(scratch);
    const leaf = makeLeaves(project, scratch, backend);
    const secrets = () => Promise.reject(new Error("no secrets"));
    const schedule = { backend, leaf, secrets, events: () => undefined, signal, failFast: false };
    const refreshed = await refreshLock({
      ...{ project, targets, update, backend, scratch, signal },
      environment: { kind: "host", interpreter: python?.interpreter.name ?? "" },
      home: parseTarget(`${python?.interpreter.name ?? ""}-linux_x86_64`)!,
      runner: new Runner(schedule),
      http: httpClient({ attempts: 1 }),
    });
    return { ...refreshed, project };
  }

  const versions = (lock: Parameters<typeof setFor>[0], target: string) =>
    setFor(lock, target)?.packages ?? [];

  it("resolves every target, with hashes that installing accepts, and is fresh afterwards", async () => {
    const cffi = "cffi; platform_python_implementation != 'PyPy'";
    const { lock, notes, project } = await refresh(write(["setuptools>=61", cffi]));
    expect(notes).toEqual([]);
    expect(staleness(lock, wantedOf(project.config, targets, true))).toEqual([]);
    expect(lock.images).toEqual({ [`${registry.host}/mirror/manylinux_2_28_x86_64`]: digest });
    // The newest of each Python, and PyPy's marker is left for PyPy to judge.
    expect(versions(lock, "cp39-win_amd64").join()).not.toBe(versions(lock, "cp312-win_amd64").join());
    expect(versions(lock, "cp312-win_amd64").join()).not.toContain(";");
    expect(versions(lock, "pp311-manylinux_2_28_x86_64").join()).toMatch(/cffi==\S+ ; .*!= 'PyPy'/);
    // Installed for real: pip compares each file with the hashes.
    const file = join(root, "requirements.txt");
    const to = join(root, "installed");
    const minor = `cp${python?.interpreter.major ?? 3}${python?.interpreter.minor ?? 0}`;
    const set = lock.build.find(({ targets: ids }) => ids.some((id) => id.startsWith(`${minor}-manylinux`)));
    writeFileSync(file, requirementsFor(lock, set?.targets[0] ?? "sdist") ?? "");
    const words = ["install", "-q", "--require-hashes", "--no-deps", "--target", to, "-r", file];
    execFileSync(python?.path ?? "", ["-m", "pip", ...words], { stdio: "pipe" });
  });

  it("changes nothing when nothing has changed, and keeps what fits until an update is asked for", async () => {
    const old = await refresh(write(["setuptools>=61", "cffi<1.17"]));
    expect(versions(old.lock, "cp312-win_amd64")).toContain("cffi==1.16.0");
    const text = formatLock(old.lock);
    const again = await refresh(write(["setuptools>=61", "cffi<1.17"], text));
    expect(again.changes).toEqual([]);
    expect(formatLock(again.lock)).toBe(text);

    const folder = write(["setuptools>=61", "cffi"], text);
    const kept = await refresh(folder);
    expect(versions(kept.lock, "cp312-win_amd64")).toContain("cffi==1.16.0");
    const updated = await refresh(folder, ["cffi"]);
    expect(versions(updated.lock, "cp312-win_amd64")).not.toContain("cffi==1.16.0");
    const [change = ""] = updated.changes.map(describeChange).filter((line) => line.startsWith("cffi"));
    expect(change).toMatch(/^cffi 1\.16\.0( \/ [\d.]+)* -> \d/);
  });

  it("says what cannot be resolved, once for all sets, in uv's own words", async () => {
    const error: unknown = await refresh(write(["setuptools>=61", "cffi>=99"])).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: "lock-unresolvable",
      why: expect.stringMatching(/cannot resolve for sdist, .*cffi>=99/s) as string,
    });
  });
});
