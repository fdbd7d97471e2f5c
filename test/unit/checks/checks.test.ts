import { describe, expect, it } from "vitest";

import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { checks, runChecks } from "../../../src/checks/checks.ts";
import { findingCodes } from "../../../src/checks/finding.ts";
import {
  elf,
  platformWheel,
  writeSdist,
  writeWheel,
  type SdistSpec,
  type WheelSpec,
} from "../../support/archives.ts";
import type { TarSpec } from "../../support/tar-bytes.ts";

const ofWheel = async (spec: WheelSpec) =>
  runChecks({ wheels: [await readWheel(writeWheel(spec))], sdist: undefined, contract: undefined });
const ofSdist = async (spec: SdistSpec) =>
  runChecks({ wheels: [], sdist: await readSdist(writeSdist(spec)), contract: undefined });
const native = { "demo/_fast.cpython-312-x86_64-linux-gnu.so": elf };

it("says nothing about healthy artifacts", async () => {
  expect(await ofWheel({})).toEqual([]);
  expect(await ofWheel({ file: platformWheel, files: native })).toEqual([]);
  expect(
    await ofWheel({ file: "demo-1.0-2b-py2.py3-none-any.whl", wheel: "Build: 2b\nTag: py2.py3-none-any\n" }),
  ).toEqual([]);
  expect(await ofSdist({})).toEqual([]);
});

it("has a unique name for each check, and each code belongs to one check or to the contract", () => {
  expect(new Set(checks.map((check) => check.name)).size).toBe(checks.length);
  expect(checks.flatMap((check) => check.codes).sort()).toEqual(Object.keys(findingCodes).sort());
});

describe("wheel-tags", () => {
  it.each([
    ["a tag that only the file name has", "Tag: py2-none-any\n", "lacks py3-none-any"],
    [
      "a tag that only WHEEL has",
      "Tag: py3-none-any\nTag: py2-none-any\n",
      "has py2-none-any, which the file name lacks",
    ],
    ["no tag", "Wheel-Version: 1.0\n", "has no Tag"],
    [
      "a build tag in one place only",
      "Tag: py3-none-any\nBuild: 3\n",
      "build tag (none) of the file name is 3",
    ],
  ])("tells %s", async (_, wheel, message) => {
    const findings = await ofWheel({ wheel });
    expect(findings[0]).toMatchObject({
      code: "WW010",
      severity: "warning",
      artifact: "demo-1.0-py3-none-any.whl",
    });
    expect(findings.map((finding) => finding.message).join("\n")).toContain(message);
  });
});

it("wheel-record tells what does not fit", async () => {
  const findings = await ofWheel({ more: [{ name: "demo/late.py", content: "" }] });
  expect(findings).toMatchObject([{ code: "WW011", severity: "error" }]);
  expect(findings[0]?.message).toContain("demo/late.py is not listed");
});

describe("same-name-version", () => {
  const metadata = (name: string, version: string) =>
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nLicense: MIT\nDescription-Content-Type: text/plain\n\nA demo.\n`;

  it.each([
    ["another name", metadata("other", "1.0"), 'METADATA says "other", the file name "demo"'],
    ["another version", metadata("demo", "1.1"), 'METADATA says version "1.1", the file name "1.0"'],
  ])("tells %s in METADATA", async (_, text, message) => {
    const findings = await ofWheel({ metadata: text });
    expect(findings.filter(({ code }) => code === "WW012")).toMatchObject([{ severity: "error", message }]);
  });

  it("takes spellings that mean the same for the same", async () => {
    expect(await ofWheel({ metadata: metadata("DEMO", "1.0.0") })).toEqual([]);
  });

  it("wants the .dist-info folder spelled as the file name", async () => {
    const change: WheelSpec["change"] = (entries) =>
      entries.map((entry) => ({
        ...entry,
        name: String(entry.name).replace("demo-1.0.dist-info", "Demo-1.0.dist-info"),
      }));
    const findings = await ofWheel({ change });
    expect(findings.filter((finding) => finding.code === "WW012")).toMatchObject([
      { message: "its folder is Demo-1.0.dist-info, the file name wants demo-1.0.dist-info" },
    ]);
  });

  it.each([
    [
      "PKG-INFO",
      {
        pkgInfo:
          "Metadata-Version: 2.2\nName: demo\nVersion: 2.0\nLicense: MIT\nDescription-Content-Type: text/plain\n\nA demo.\n",
      },
      "PKG-INFO says version",
    ],
    [
      "a static version in pyproject.toml",
      { pyproject: '[project]\nname = "demo"\nversion = "3.0"\n' },
      'pyproject.toml says version "3.0"',
    ],
    [
      "a name in pyproject.toml",
      { pyproject: '[project]\nname = "other"\ndynamic = ["version"]\n' },
      'pyproject.toml says "other"',
    ],
    [
      "the folder",
      {
        change: (entries: TarSpec[]) =>
          entries.map((e) => ({ ...e, name: e.name.replace("demo-1.0", "demo-main") })),
      },
      "its folder is demo-main",
    ],
  ])("tells a difference in %s of the sdist", async (_, spec, message) => {
    const findings = await ofSdist(spec);
    expect(findings).toMatchObject([{ code: "WW012", severity: "error", artifact: "demo-1.0.tar.gz" }]);
    expect(findings[0]?.message).toContain(message);
  });

  it("leaves a dynamic version and a broken pyproject.toml to others", async () => {
    expect(await ofSdist({ pyproject: '[project]\nname = "demo"\ndynamic = ["version"]\n' })).toEqual([]);
    expect(await ofSdist({ pyproject: "[project" })).toEqual([]);
  });
});

it("judges the contract together with the rest, worst first", async () => {
  const wheel = await readWheel(writeWheel({ file: platformWheel }));
  const contract = { mode: "exact" as const, artifacts: [{ kind: "sdist" as const, optional: false }] };
  const findings = runChecks({ wheels: [wheel], sdist: undefined, contract });
  expect(findings.map((finding) => finding.code)).toEqual(["WW002", "WW001", "WW014"]);
});
