/** `wheelway verify` as users run it: what a build made, what somebody else made, a release of an index; outputs and exit statuses. */

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { VerifyJson } from "../../src/report/verify-json-schema.ts";
import { sdistBytes, wheelBytes } from "../support/archives.ts";
import { builds, told, wheelway, type CliOptions } from "../support/cli.ts";
import { copyExample, emptyFolder, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";
import { startIndex, type ServedFile } from "../support/package-index.ts";

const wheelName = (version: string) => `demo-${version}-py3-none-any.whl`;
const served = (version: string): ServedFile[] => [
  { project: "demo", file: wheelName(version), bytes: wheelBytes({ file: wheelName(version) }) },
  { project: "demo", file: `demo-${version}.tar.gz`, bytes: sdistBytes({ file: `demo-${version}.tar.gz` }) },
];

/** A folder with dist/ of the small release `demo`. */
function workspace(version = "1.0"): { cwd: string; dist: string } {
  const cwd = emptyFolder();
  const dist = join(cwd, "dist");
  mkdirSync(dist);
  for (const { file, bytes } of served(version)) writeFileSync(join(dist, file), bytes);
  return { cwd, dist };
}

async function verifyJson(
  argv: readonly string[],
  options: CliOptions,
): Promise<{ status: number | null; json: VerifyJson; stderr: string }> {
  const run = await wheelway(["verify", ...argv, "--no-tools", "--json"], options);
  expect(run.stdout, told(run)).not.toBe("");
  return { status: run.status, json: JSON.parse(run.stdout) as VerifyJson, stderr: run.stderr };
}

const codes = ({ findings }: VerifyJson) => findings.map(({ code }) => code);

describe("what a build made", () => {
  it("passes with its own contract and the tools; fails once a wheel is gone, renamed or changed", async (context) => {
    const { newest } = pythonsOrSkip(context);
    const project = copyExample("hello-c");
    const report = await builds([project, "--only", `${newest}-*`]);
    const options = { cwd: project };
    const good = await wheelway(["verify"], options);
    expect(good.status, told(good)).toBe(0);
    expect(good.stdout).toContain("held against the contract");
    expect(good.stdout).not.toContain("auditwheel, abi3audit and twine");

    const wheel = readdirSync(report.folder).find((file) => file.endsWith(".whl")) ?? "";
    const changed = join(emptyFolder(), "dist");
    cpSync(report.folder, changed, { recursive: true });
    const bytes = readFileSync(join(changed, wheel));
    writeFileSync(join(changed, wheel), bytes.subarray(0, bytes.length - 30));
    const cut = await verifyJson([changed], options);
    expect(cut.status).toBe(1);
    expect(codes(cut.json)).toContain("WW020");
    expect(codes(cut.json)).not.toContain("WW001");

    const moved = join(emptyFolder(), "dist");
    cpSync(report.folder, moved, { recursive: true, filter: (path) => !path.endsWith(".whl") });
    const missing = await verifyJson([moved], options);
    expect(missing.status).toBe(1);
    expect(codes(missing.json)).toContain("WW001");

    copyFileSync(join(report.folder, wheel), join(moved, wheel.replace(/^hello_c-[^-]+/, "hello_c-9.9")));
    const renamed = await verifyJson([moved], options);
    expect(codes(renamed.json)).toEqual(expect.arrayContaining(["WW006", "WW012"]));
  });

  it("repeats what the configuration turned down, in the build's manifest and in verify", async (context) => {
    const { newest } = pythonsOrSkip(context);
    const reason = "this project is for trying out";
    const project = tinyProject(`[checks]\nWW031 = { level = "off", reason = "${reason}" }\n`);
    const { folder } = await builds([project, "--only", `${newest}-*`]);
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
      turnedDown: unknown;
    };
    expect(manifest.turnedDown).toMatchObject([{ code: "WW031", level: "off", reason }]);
    const { json } = await verifyJson([], { cwd: project });
    expect(json.turnedDown).toMatchObject([{ code: "WW031", level: "off", reason }]);
  });
});

describe("a folder of anybody", () => {
  it("passes, says what could not be checked, and writes every report that is asked for", async () => {
    const { cwd } = workspace();
    const outputs = [
      "--markdown",
      "out/verify.md",
      "--html",
      "out/verify.html",
      "--sarif",
      "out/verify.sarif",
    ];
    const { status, json } = await verifyJson(outputs, { cwd });
    expect(status).toBe(0);
    expect(json.files.map(({ file }) => file)).toEqual(["demo-1.0.tar.gz", wheelName("1.0")]);
    expect(json.notRun.map(({ what }) => what)).toContain("completeness");
    for (const file of ["verify.md", "verify.html", "verify.sarif"])
      expect(existsSync(join(cwd, "out", file)), file).toBe(true);
    expect(readFileSync(join(cwd, "out/verify.html"), "utf8")).not.toMatch(/(?:src|href)="https?:/);
  });

  it("is not changed by being verified", async () => {
    const { cwd, dist } = workspace();
    const before = readdirSync(dist);
    await verifyJson([], { cwd });
    expect(readdirSync(dist)).toEqual(before);
    expect(readdirSync(cwd)).toEqual(["dist"]);
  });

  it("is held against a folder of the last release", async () => {
    const { cwd } = workspace("1.1");
    const old = workspace();
    const { json } = await verifyJson(["--previous", old.dist], { cwd });
    expect(json.previous).toMatchObject({ version: "1.0", files: ["demo-1.0.tar.gz", wheelName("1.0")] });
    expect(json.notRun.map(({ what }) => what)).not.toContain("drift from the previous release");
  });
});

describe("an index", () => {
  it.each(["json", "html"] as const)(
    "that speaks %s gives a release, asked as pip is configured",
    async (format) => {
      const index = await startIndex([...served("0.9"), ...served("1.0")], { format });
      const options = { cwd: emptyFolder(), env: { PIP_INDEX_URL: index.simple } };
      const { status, json, stderr } = await verifyJson(["pypi:demo==1.0", "--previous", "pypi"], options);
      expect(status, stderr).toBe(0);
      expect(json).toMatchObject({ source: "pypi:demo==1.0", project: { name: "demo", version: "1.0" } });
      expect(json.previous).toMatchObject({ version: "0.9", source: "pypi" });
      expect(stderr).toContain("of demo 1.0 from pypi");
    },
  );

  it("refuses a name that it has with other bytes", async () => {
    const index = await startIndex([
      { project: "demo", file: wheelName("1.0"), bytes: Buffer.from("others") },
    ]);
    const { cwd } = workspace();
    const { status, json } = await verifyJson(["--previous", "pypi", "--index", index.simple], { cwd });
    expect(status).toBe(1);
    expect(codes(json)).toContain("WW082");
  });

  it("is asked with the credentials of its address, which are never shown", async () => {
    const seen: (string | undefined)[] = [];
    const index = await startIndex(served("1.0"), {
      before: (request) => {
        seen.push(request.headers.authorization);
        return false;
      },
    });
    const url = index.simple.replace("http://", "http://me:s3cret-word@");
    const run = await wheelway(["verify", "pypi:demo", "--no-tools", "--json"], {
      cwd: emptyFolder(),
      env: { UV_INDEX_URL: url },
    });
    expect(run.status, told(run)).toBe(0);
    expect(new Set(seen)).toEqual(new Set([`Basic ${Buffer.from("me:s3cret-word").toString("base64")}`]));
    expect(run.stdout + run.stderr).not.toContain("s3cret-word");
  });
});

describe("the exit status", () => {
  it.each([
    [2, ["nowhere"], "artifacts-not-found"],
    [2, ["pypi:not a name"], "usage-invalid"],
    [2, ["--contract", "missing.json"], "contract-invalid"],
    [2, ["--project", "."], "project-no-pyproject"],
    [3, ["pypi:demo", "--index", "http://127.0.0.1:9/simple/"], "index-unreachable"],
  ])("%i for %j", async (status, argv, code) => {
    const { cwd } = workspace();
    const run = await wheelway(["verify", ...argv, "--no-tools"], { cwd });
    expect(run.status, told(run)).toBe(status);
    expect(run.stderr).toContain(`error[${code}]`);
    expect(run.stderr).toContain("next: ");
    expect(run.stdout).toBe("");
  });

  it("1 where two releases are in one folder", async () => {
    const { cwd, dist } = workspace();
    for (const { file, bytes } of served("1.1")) writeFileSync(join(dist, file), bytes);
    const { status, json } = await verifyJson([], { cwd });
    expect(status).toBe(1);
    expect(codes(json)).toContain("WW006");
  });
});
