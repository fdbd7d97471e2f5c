/** JUnit's XML, read by a real XML parser: well-formed whatever is in it, and with the outcomes that CIs count. */

import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { finding } from "../../../src/checks/finding.ts";
import type { BuildRecord } from "../../../src/artifacts/record.ts";
import { buildJunit, verifyJunit } from "../../../src/report/junit.ts";
import { buildRecord, wheelFile } from "../../support/build-record.ts";
import { verifyReport } from "../../support/verify-reports.ts";

interface Suite {
  readonly name: string;
  readonly counts: readonly string[];
  /** Class, name, outcome, message, text. */
  readonly cases: readonly (readonly [string, string, string, string, string])[];
}

const reader = `
import json, sys, xml.etree.ElementTree as tree
def case(one):
    child = one.find("failure") if one.find("failure") is not None else one.find("skipped")
    told = ["passed", "", ""] if child is None else [child.tag, child.get("message"), child.text or ""]
    return [one.get("classname"), one.get("name"), *told]
root = tree.fromstring(sys.stdin.buffer.read())
counts = lambda one: [one.get("tests"), one.get("failures"), one.get("skipped")]
print(json.dumps([dict(name=suite.get("name"), counts=counts(suite), cases=[case(one) for one in suite]) for suite in root]))
`;

function read(xml: string): Suite[] {
  return JSON.parse(execFileSync("python3", ["-c", reader], { input: xml, encoding: "utf8" })) as Suite[];
}

const target = "cp312-manylinux_2_28_x86_64";
const failure = (more: Partial<BuildRecord["failures"][number]> = {}): BuildRecord["failures"][number] => ({
  task: `test:${target}`,
  target,
  optional: false,
  message: "imports: exit status 1",
  log: "/log",
  tail: ["Traceback", "ImportError"],
  again: "wheelway build",
  ...more,
});

it("has a suite for each target with its tests, and one for the checks", () => {
  const suites = read(buildJunit(buildRecord()));
  expect(suites.map(({ name }) => name)).toEqual([target, "cp313-manylinux_2_28_x86_64", "sdist", "checks"]);
  expect(suites[0]?.cases.map(([of, name, outcome]) => [of, name, outcome])).toEqual([
    [wheelFile, "imports", "passed"],
    [wheelFile, "test command", "passed"],
  ]);
  expect(suites[1]?.cases[0]?.slice(2, 4)).toEqual(["skipped", "no emulation here"]);
  expect(suites[1]?.counts).toEqual(["1", "0", "1"]);
});

it("tells a failed test once, with the end of its log and the command that runs it again", () => {
  const record = buildRecord();
  const artifacts = record.artifacts.map((artifact) => ({
    ...artifact,
    tests: artifact.tests.map((test) => ({ ...test, verdict: "failed" as const })),
  }));
  const [suite, , sdist] = read(buildJunit({ ...record, artifacts, failures: [failure()] }));
  expect(suite?.counts).toEqual(["2", "2", "0"]);
  expect(suite?.cases[0]).toEqual([
    wheelFile,
    "imports",
    "failure",
    "imports: exit status 1",
    "Traceback\nImportError\n\nagain: wheelway build",
  ]);
  expect(sdist?.cases[0]?.[3]).toBe("it failed");
});

it("tells a build that failed, and one that may fail", () => {
  const failures = [
    failure({ task: `wheel:${target}`, tail: [] }),
    failure({
      task: "wheel:cp314-manylinux_2_28_x86_64",
      target: "cp314-manylinux_2_28_x86_64",
      optional: true,
    }),
    failure({ task: "sdist", target: undefined }),
  ];
  const suites = read(buildJunit(buildRecord({ artifacts: [], failures })));
  expect(suites.map(({ name, counts }) => [name, counts[1], counts[2]])).toEqual([
    [target, "1", "0"],
    ["cp314-manylinux_2_28_x86_64", "0", "1"],
    ["sdist", "1", "0"],
    ["checks", "0", "0"],
  ]);
});

describe("of verify", () => {
  it("fails the artifacts with errors, and skips what was not checked", () => {
    const findings = [
      finding("WW014", wheelFile, "m", { severity: "error" }),
      finding("WW034", undefined, "w", { severity: "warning" }),
    ];
    const notRun = [{ what: "auditwheel", why: "no tools", remedy: "install them" }];
    const [suite] = read(verifyJunit(verifyReport([wheelFile, "demo-1.0.tar.gz"], { findings, notRun })));
    expect(suite?.cases.map(([, name, outcome, message]) => [name, outcome, message])).toEqual([
      [wheelFile, "failure", "WW014"],
      ["demo-1.0.tar.gz", "passed", ""],
      ["the whole set", "passed", ""],
      ["auditwheel", "skipped", "no tools; install them"],
    ]);
  });

  it("is well-formed whatever the names and messages hold", () => {
    const hostile = `"><failure/>]]>&lt;<!--\u0000\u001B[31m\uFFFF\uD800 \r\n\t'`;
    const findings = [finding("WW014", hostile, hostile, { severity: "error", hint: hostile })];
    const [suite] = read(verifyJunit(verifyReport([], { findings, source: hostile })));
    expect(suite?.cases).toHaveLength(2);
    const shown = `"><failure/>]]>&lt;<!--[31m \r\n\t'`;
    expect(suite?.cases[0]?.[1]).toBe(shown);
    expect(suite?.cases[0]?.[4]).toBe(`WW014: ${shown}\n${shown}`);
  });
});
