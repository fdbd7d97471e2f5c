/** The use case verify: folders and an index on loopback, from the request to the report. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PipelineEvent } from "../../../src/pipeline/events.ts";
import type { Surroundings } from "../../../src/pipeline/surroundings.ts";
import { verify } from "../../../src/pipeline/verify.ts";
import type { VerifyRequest } from "../../../src/pipeline/verify-request.ts";
import { parsePrevious, parseSource } from "../../../src/pipeline/verify-source.ts";
import { sdistBytes, temporaryFolder, wheelBytes, type WheelSpec } from "../../support/archives.ts";
import { buildRecord, bytesOf } from "../../support/build-record.ts";
import { formatManifest, makeManifest } from "../../../src/artifacts/manifest.ts";
import { startIndex, type FakeIndex, type ServedFile } from "../../support/package-index.ts";

const nowhere = { name: "pypi", simple: "http://127.0.0.1:9/simple/" };

function surroundings(cacheDir: string, told: PipelineEvent[] = []): Surroundings {
  return {
    env: {},
    cacheDir,
    tell: (event) => told.push(event),
    signal: new AbortController().signal,
    secrets: () => Promise.reject(new Error("no secrets")),
    now: () => new Date("2026-11-21T12:00:00Z"),
  };
}

/** A working folder with `dist`, a request for it, and its report. */
function setUp(files: Readonly<Record<string, Buffer | string>>) {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const told: PipelineEvent[] = [];
  const run = (more: Partial<VerifyRequest> = {}, index: FakeIndex | typeof nowhere = nowhere) =>
    verify(
      {
        source: "dist",
        previous: undefined,
        contract: undefined,
        project: undefined,
        workingFolder: folder,
        indexes: { pypi: { ...index, name: "pypi" }, testpypi: { ...nowhere, name: "testpypi" } },
        tools: false,
        forRelease: true,
        strict: false,
        ...more,
      },
      surroundings(join(folder, "cache"), told),
    );
  return { folder, run, told };
}

const name = (version: string, tag = "py3-none-any") => `demo-${version}-${tag}.whl`;
const wheel = (version = "1.0", spec: WheelSpec = {}) => wheelBytes({ file: name(version), ...spec });
const sdist = (version = "1.0") => sdistBytes({ file: `demo-${version}.tar.gz` });
const dist = { [`dist/${name("1.0")}`]: wheel(), "dist/demo-1.0.tar.gz": sdist() };
const codes = (report: Awaited<ReturnType<typeof verify>>) =>
  new Set(report.findings.map(({ code }) => code));

describe("a folder", () => {
  it("is read, sdist first, and says what was not checked", async () => {
    const report = await setUp({ ...dist, "dist/CHECKSUMS.sha256": "x", "dist/demo-1.0.zip": "x" }).run();
    expect(report).toMatchObject({
      source: "dist",
      project: { name: "demo", version: "1.0" },
      files: [
        { file: "demo-1.0.tar.gz", kind: "sdist" },
        { file: name("1.0"), kind: "wheel" },
      ],
      contract: undefined,
      previous: undefined,
      verdict: "passed",
    });
    expect(report.notRun.map(({ what }) => what)).toEqual([
      "completeness",
      "drift from the previous release",
      "file names and versions that the index has used already",
      "demo-1.0.zip",
      "auditwheel, abi3audit and twine",
    ]);
  });

  it.each([
    [{}, "there is no folder"],
    [{ "dist/readme.txt": "x" }, "holds no wheel and no sdist"],
  ])("without artifacts is an error: %j", async (files, message) => {
    await expect(setUp(files).run()).rejects.toMatchObject({
      code: "artifacts-not-found",
      message: expect.stringContaining(message) as string,
    });
  });

  it("keeps a refused archive apart, and names what is wrong with it once", async () => {
    const report = await setUp({ ...dist, "dist/demo-1.0-cp312-none-any.whl": "no zip" }).run();
    expect(report.verdict).toBe("failed");
    expect(report.files.at(1)).toMatchObject({ file: "demo-1.0-cp312-none-any.whl", kind: "refused" });
    const about = report.findings.filter(({ artifact }) => artifact === "demo-1.0-cp312-none-any.whl");
    expect(about).toMatchObject([{ code: "WW020", severity: "error" }]);
  });

  it("with a name that is none says so once", async () => {
    const report = await setUp({ ...dist, "dist/demo.whl": "x" }).run();
    expect(report.findings.filter(({ artifact }) => artifact === "demo.whl")).toMatchObject([
      { code: "WW008" },
    ]);
  });

  it("with two releases in it fails, also without a contract", async () => {
    const report = await setUp({ ...dist, [`dist/${name("1.1")}`]: wheel("1.1") }).run();
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: "WW006", severity: "error", artifact: name("1.1") }),
    );
  });

  it("fails on warnings only where that is asked", async () => {
    // A platform wheel without machine code.
    const file = name("1.0", "cp312-cp312-manylinux_2_17_x86_64");
    const { run } = setUp({ [`dist/${file}`]: wheel("1.0", { file }) });
    expect((await run()).verdict).toBe("passed");
    expect((await run({ strict: true })).verdict).toBe("failed");
  });

  it("asks nothing of an index", async () => {
    const index = await startIndex([]);
    await setUp(dist).run({}, index);
    expect(index.requests).toEqual([]);
  });
});

describe("a contract", () => {
  const contract = {
    mode: "exact",
    artifacts: [
      { kind: "sdist", optional: false },
      {
        kind: "wheel",
        targets: ["cp312-manylinux_2_28_x86_64"],
        platform: "manylinux_2_28_x86_64",
        optional: false,
      },
    ],
  };

  it.each([
    ["alone", contract],
    ["of a manifest", { version: 1, contract }],
    ["of a plan", { version: 1, plan: { contract, tasks: [] } }],
  ])("%s in a file is what the set is held against", async (_, data) => {
    const { run } = setUp({ "dist/demo-1.0.tar.gz": sdist(), "c.json": JSON.stringify(data) });
    const report = await run({ contract: "c.json" });
    expect(report.contract).toEqual(contract);
    expect(report.findings).toContainEqual(expect.objectContaining({ code: "WW001", severity: "error" }));
    expect(report.notRun.map(({ what }) => what)).not.toContain("completeness");
  });

  it("counts a refused wheel as there", async () => {
    const file = name("1.0", "cp312-cp312-manylinux_2_28_x86_64");
    const { run } = setUp({ ...dist, [`dist/${file}`]: "no zip", "c.json": JSON.stringify(contract) });
    const report = await run({ contract: "c.json" });
    expect([...codes(report)]).not.toContain("WW001");
  });

  it.each([
    ["missing.json", "it cannot be read"],
    ["broken.json", "it is no JSON"],
    ["other.json", "mode"],
  ])("%s that cannot be used is an error", async (file, why) => {
    const { run } = setUp({
      ...dist,
      "broken.json": "{",
      "other.json": JSON.stringify({ contract: { mode: "none" } }),
    });
    await expect(run({ contract: file })).rejects.toMatchObject({
      code: "contract-invalid",
      why: expect.stringContaining(why) as string,
    });
  });

  it("of a manifest is of its bytes, too", async () => {
    const record = buildRecord();
    const files = Object.fromEntries(Object.entries(bytesOf).map(([file, bytes]) => [`dist/${file}`, bytes]));
    const manifest = formatManifest(makeManifest(record));
    const good = await setUp({ ...files, "dist/manifest.json": manifest }).run();
    expect([...codes(good)]).not.toContain("WW009");
    const other = sdistBytes({ files: { "demo/__init__.py": "x = 1" } });
    const bad = await setUp({
      ...files,
      "dist/demo-1.0.tar.gz": other,
      "dist/manifest.json": manifest,
    }).run();
    expect(bad.findings).toContainEqual(
      expect.objectContaining({ code: "WW009", severity: "error", artifact: "demo-1.0.tar.gz" }),
    );
  });

  it("of a damaged manifest beside the artifacts is an error, not silence", async () => {
    await expect(setUp({ ...dist, "dist/manifest.json": "{" }).run()).rejects.toMatchObject({
      code: "contract-invalid",
    });
  });
});

describe("levels of checks", () => {
  const file = name("1.0", "cp312-cp312-manylinux_2_17_x86_64");
  const project = (of: string, more = "") =>
    `[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core.buildapi"\n[project]\nname = "${of}"\nversion = "1.0"\n[tool.wheelway.checks]\nWW014 = { level = "off", reason = "data" }\n${more}`;
  const artifacts = { [`dist/${file}`]: wheel("1.0", { file }) };

  it("of the working folder's project hold for its own artifacts", async () => {
    const report = await setUp({ ...artifacts, "pyproject.toml": project("Demo") }).run();
    expect([...codes(report)]).not.toContain("WW014");
    expect(report.turnedDown).toEqual([{ code: "WW014", level: "off", reason: "data", count: 1 }]);
  });

  it("of another project do not", async () => {
    const report = await setUp({ ...artifacts, "pyproject.toml": project("other") }).run();
    expect([...codes(report)]).toContain("WW014");
    expect(report.turnedDown).toEqual([]);
  });

  it("hold for every artifact where the project is named", async () => {
    const report = await setUp({ ...artifacts, "other/pyproject.toml": project("other") }).run({
      project: "other",
    });
    expect([...codes(report)]).not.toContain("WW014");
  });

  it("of a broken configuration are told, or an error where it was named", async () => {
    const { run, told } = setUp({
      ...artifacts,
      "pyproject.toml": project("demo", "[tool.wheelway.chekcs]\n"),
    });
    expect([...codes(await run())]).toContain("WW014");
    expect(told).toContainEqual(expect.objectContaining({ type: "note", severity: "warning" }));
    await expect(run({ project: "." })).rejects.toMatchObject({ code: "config-invalid" });
  });
});

describe("a release of an index", () => {
  const served = (version: string, more: Partial<ServedFile> = {}): ServedFile[] => [
    { project: "demo", file: name(version), bytes: wheel(version), ...more },
    { project: "demo", file: `demo-${version}.tar.gz`, bytes: sdist(version), ...more },
  ];

  it("is fetched, the newest that is no pre-release and not yanked", async () => {
    const index = await startIndex([
      ...served("0.9"),
      ...served("1.0"),
      ...served("1.1", { yanked: "broken" }),
      ...served("1.2rc1"),
      { project: "demo", file: "demo-1.0.win32.exe", bytes: Buffer.from("MZ") },
    ]);
    const { run, told } = setUp({});
    const report = await run({ source: "pypi:Demo" }, index);
    expect(report).toMatchObject({ source: "pypi:Demo", project: { version: "1.0" }, verdict: "passed" });
    expect(report.files).toHaveLength(2);
    expect(told).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining("2 files") as string }),
    );
    expect([...codes(report)]).not.toContain("WW082");
  });

  it("is held against the newest before it", async () => {
    const index = await startIndex([...served("0.8"), ...served("0.9"), ...served("1.0"), ...served("1.1")]);
    const report = await setUp({}).run({ source: "pypi:demo==1.0", previous: "pypi" }, index);
    expect(report.previous).toEqual({
      version: "0.9",
      source: "pypi",
      files: ["demo-0.9.tar.gz", name("0.9")],
    });
    expect(index.requests.filter((request) => request === "GET /simple/demo/")).toHaveLength(1);
  });

  it("that is yanked is told", async () => {
    const index = await startIndex(served("1.0", { yanked: "broken" }));
    const report = await setUp({}).run({ source: "pypi:demo==1.0" }, index);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: "WW084", message: "1.0 is yanked on pypi: broken" }),
    );
  });

  it.each([
    ["pypi:other", "pypi knows no project other"],
    ["pypi:demo==3.0", "pypi has no wheel and no sdist (.tar.gz) of demo 3.0"],
  ])("%s that is not there is an error", async (source, message) => {
    const index = await startIndex(served("1.0"));
    await expect(setUp({}).run({ source }, index)).rejects.toMatchObject({
      code: "release-not-found",
      message,
    });
  });

  it("of an index that does not answer is an error", async () => {
    await expect(setUp({}).run({ source: "pypi:demo" })).rejects.toMatchObject({ code: "index-unreachable" });
  }, 60_000);

  it("stops fetching at the first failure", async () => {
    const tags = Array.from({ length: 40 }, (_, minor) => `cp3${minor}-none-any`);
    const files = tags.map((tag): ServedFile => ({
      project: "demo",
      file: name("1.0", tag),
      bytes: wheel("1.0", { file: name("1.0", tag) }),
    }));
    const index = await startIndex([{ ...files[0]!, sha256: "0".repeat(64) }, ...files.slice(1)]);
    await expect(setUp({}).run({ source: "pypi:demo" }, index)).rejects.toMatchObject({
      code: "download-damaged",
    });
    const before = index.requests.length;
    await new Promise((done) => setTimeout(done, 200));
    expect(index.requests.length).toBe(before);
    expect(before).toBeLessThan(30);
  });

  it("with other bytes than listed is refused", async () => {
    const index = await startIndex(served("1.0", { sha256: "0".repeat(64) }));
    await expect(setUp({}).run({ source: "pypi:demo" }, index)).rejects.toMatchObject({
      code: "download-damaged",
    });
  });
});

describe("a folder against an index", () => {
  it("finds names that were used, and the release before", async () => {
    const index = await startIndex([
      { project: "demo", file: name("0.9"), bytes: wheel("0.9") },
      {
        project: "demo",
        file: name("1.0"),
        bytes: wheel("1.0", { files: { "demo/__init__.py": "x = 1\n" } }),
      },
    ]);
    const report = await setUp(dist).run({ previous: "pypi" }, index);
    expect(report.previous).toMatchObject({ version: "0.9", source: "pypi" });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: "WW082", severity: "error", artifact: name("1.0") }),
    );
  });

  it("takes a named version, or a folder", async () => {
    const index = await startIndex([
      { project: "demo", file: name("0.8"), bytes: wheel("0.8") },
      { project: "demo", file: name("0.9"), bytes: wheel("0.9") },
    ]);
    const { run } = setUp({ ...dist, [`old/${name("0.7")}`]: wheel("0.7") });
    expect((await run({ previous: "0.8" }, index)).previous?.version).toBe("0.8");
    const before = index.requests.length;
    expect((await run({ previous: "old" }, index)).previous).toMatchObject({
      version: "0.7",
      source: "the folder old",
    });
    expect(index.requests.length).toBe(before);
  });

  it("says that there is no earlier one", async () => {
    const report = await setUp(dist).run({ previous: "pypi" }, await startIndex([]));
    expect(report.notRun.map(({ why }) => why)).toContain("pypi has no earlier release that can be read");
  });
});

describe("what the first argument names", () => {
  it.each([
    ["dist", { kind: "folder", path: "dist" }],
    ["pypi", { kind: "folder", path: "pypi" }],
    ["pypi:Demo_X==1.0-RC.1", { kind: "release", index: "pypi", project: "demo-x", version: "1.0rc1" }],
    ["testpypi:demo", { kind: "release", index: "testpypi", project: "demo", version: undefined }],
  ])("%s", (text, source) => {
    expect(parseSource(text)).toEqual(source);
  });

  it.each(["pypi:", "pypi:a b", "pypi:demo==", "pypi:demo==one", "pypi:demo==1==2", "pypi:../x"])(
    "refuses %s",
    (text) => {
      expect(() => parseSource(text)).toThrow(expect.objectContaining({ code: "usage-invalid" }));
    },
  );

  it.each([
    ["pypi", { kind: "release", index: "pypi", version: undefined }],
    ["1.0", { kind: "release", index: undefined, version: "1.0" }],
    ["old", { kind: "folder", path: "old" }],
    ["./1.0", { kind: "folder", path: "./1.0" }],
  ])("--previous %s", (text, previous) => {
    expect(parsePrevious(text)).toEqual(previous);
  });
});
