import { expect, it } from "vitest";

import { crc32, tableCrc32 } from "../../../src/artifacts/crc32.ts";
import { parseCoreMetadata, parseHeaders, valuesOf } from "../../../src/artifacts/core-metadata.ts";
import { symlinkProblem } from "../../../src/artifacts/member-path.ts";
import { parsePax } from "../../../src/artifacts/tar-header.ts";
import { parseWheelFile } from "../../../src/artifacts/wheel-file.ts";

it("reads headers, continuation lines, repeated fields and the body", () => {
  const text =
    "Metadata-Version: 2.4\r\nname: Demo\r\nVersion:1.0\r\nLicense: one\r\n        two\r\nRequires-Dist: a>=1; extra == 'x'\r\nRequires-Dist: b\r\nProvides-Extra: x\r\nRequires-Python: >=3.9\r\nDynamic: Version\r\n\r\nTitle: not a header\r\n\r\nend";
  const metadata = parseCoreMetadata(text);
  expect(metadata).toMatchObject({
    metadataVersion: "2.4",
    name: "Demo",
    version: "1.0",
    requiresPython: ">=3.9",
    requiresDist: ["a>=1; extra == 'x'", "b"],
    providesExtra: ["x"],
    dynamic: ["Version"],
  });
  expect(valuesOf(metadata.headers, "LICENSE")).toEqual(["one\n        two"]);
  expect(metadata.headers.body).toBe("Title: not a header\n\nend");
  expect(metadata.headers.problems).toEqual([]);
});

it("reads licences, classifiers and the README, wherever it stands", () => {
  const text =
    "License-Expression: MIT\nLicense-File: LICENSE\nClassifier: Typing :: Typed \nDescription-Content-Type: text/plain\n";
  expect(parseCoreMetadata(`${text}\nA demo.`)).toMatchObject({
    licenseExpression: "MIT",
    licenseFiles: ["LICENSE"],
    classifiers: ["Typing :: Typed"],
    description: "A demo.",
    descriptionContentType: "text/plain",
  });
  expect(parseCoreMetadata("Description: A\n  demo.\n").description).toBe("A\n  demo.");
  expect(parseCoreMetadata("Name: demo\n").description).toBe("");
});

it("keeps values as they are written, and passes over a line without a name", () => {
  const headers = parseHeaders(": x\nName:\t demo \nSummary:\n  a\u2028b\n");
  expect(headers.fields).toEqual([
    ["Name", "demo "],
    ["Summary", "a\u2028b"],
  ]);
  expect(valuesOf(headers, "name")).toEqual(["demo"]);
  expect(headers.problems).toEqual(["line 1 has no name before its colon"]);
});

it("ends the headers at a line that is none, and says so", () => {
  const headers = parseHeaders("Name: demo\nno header here\nVersion: 1.0\n");
  expect(headers.fields).toEqual([["Name", "demo"]]);
  expect(headers.problems).toEqual(["line 2 is no header"]);
  expect(parseHeaders(" first\nName: demo\n").problems).toEqual(["it begins with a continuation line"]);
  expect(parseHeaders("").fields).toEqual([]);
});

it("reads a WHEEL file", () => {
  expect(
    parseWheelFile(
      "Wheel-Version: 1.0\nGenerator: g\nRoot-Is-Purelib: False\nBuild: 1\nTag: a-b-c\nTag: d-e-f\n",
    ),
  ).toEqual({
    wheelVersion: "1.0",
    generator: "g",
    rootIsPurelib: false,
    build: "1",
    tags: ["a-b-c", "d-e-f"],
    problems: [],
  });
  expect(parseWheelFile("Root-Is-Purelib: maybe\n").rootIsPurelib).toBeUndefined();
});

it("computes CRC-32 with and without Node's help, also in pieces", () => {
  const data = Buffer.from("123456789");
  expect(tableCrc32(data)).toBe(0xcbf43926);
  expect(crc32(data)).toBe(0xcbf43926);
  expect(tableCrc32(data.subarray(4), tableCrc32(data.subarray(0, 4)))).toBe(0xcbf43926);
});

it("reads pax records by bytes, not characters", () => {
  expect(parsePax(Buffer.from("17 path=dä/file\n12 size=123\n"))).toEqual(
    new Map([
      ["path", "dä/file"],
      ["size", "123"],
    ]),
  );
});

it.each([
  ["demo-1.0/a/b", "../c", undefined],
  ["demo-1.0/a/b", "./c/./d/", undefined],
  ["demo-1.0/a", "b/c", undefined],
  ["demo-1.0/a", "..", "out of the archive"],
  ["demo-1.0/a/b", "../..", "out of the archive"],
  ["demo-1.0/a/b", "../c/..", "down and then up"],
  ["demo-1.0/a", "/b", "absolute"],
])("a link at %s to %s: %s", (path, to, problem) => {
  if (problem === undefined) expect(symlinkProblem(path, to)).toBeUndefined();
  else expect(symlinkProblem(path, to)?.says).toContain(problem);
});
