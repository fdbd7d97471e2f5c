import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { buildInfo } from "../../../src/report/build-info.ts";
import { checksums, parseChecksums } from "../../../src/report/checksums.ts";
import { distTexts, reportTexts } from "../../../src/report/dist-texts.ts";
import { notVerified } from "../../../src/report/not-verified.ts";
import { duration } from "../../../src/report/text-layout.ts";
import { validation } from "../../../src/report/validation.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { buildRecord, bytesOf, wheelFile, writeSources } from "../../support/build-record.ts";

const record = buildRecord();
const failed = buildRecord({
  verdict: "failed",
  failures: [
    {
      task: "wheel:cp313-win_amd64",
      target: "cp313-win_amd64",
      optional: false,
      message: "build wheel: exit status 1\nand a second line",
      log: "/cache/logs/wheel.log",
      again: "wheelway build . --only cp313-win_amd64",
    },
    {
      task: "test:pp311-win_amd64",
      target: "pp311-win_amd64",
      optional: true,
      message: "timeout",
      log: undefined,
      again: undefined,
    },
  ],
  findings: [
    {
      code: "WW001",
      severity: "error",
      artifact: "cp313-win_amd64",
      message: "it is missing",
      hint: "build it",
    },
    ...record.findings,
  ],
});

describe("CHECKSUMS.sha256", () => {
  it("is sorted by name and read back", () => {
    const text = checksums([...record.artifacts].reverse());
    expect(text.split("\n").map((line) => line.slice(66))).toEqual([wheelFile, "demo-1.0.tar.gz", ""]);
    expect(parseChecksums(text).get(wheelFile)).toBe(record.artifacts[0]?.sha256);
  });

  it("is accepted by sha256sum, which finds a changed file", () => {
    const folder = temporaryFolder();
    writeSources(folder);
    writeFileSync(join(folder, "CHECKSUMS.sha256"), checksums(record.artifacts));
    const check = () =>
      execFileSync("sha256sum", ["-c", "--strict", "CHECKSUMS.sha256"], {
        cwd: folder,
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(check()).toBe(`${wheelFile}: OK\ndemo-1.0.tar.gz: OK\n`);
    writeFileSync(join(folder, wheelFile), Buffer.concat([bytesOf[wheelFile]!, Buffer.from("x")]));
    expect(check).toThrow("did NOT match");
  });
});

it("VALIDATION.txt names each artifact, each test, what was not tested, and counts", async () => {
  await expect(validation(record)).toMatchFileSnapshot("../../golden/report/validation-passed.txt");
  await expect(validation(failed)).toMatchFileSnapshot("../../golden/report/validation-failed.txt");
});

it("VALIDATION.txt is the same for two runs", () => {
  const later = buildRecord({
    times: { started: "2027-01-01T00:00:00Z", finished: "2027-01-01T01:00:00Z", tasks: {} },
  });
  expect(validation(later)).toBe(validation(record));
});

it("VALIDATION.txt shows what did not pass, and artifacts without tests", () => {
  const [wheel, sdist] = record.artifacts;
  const bad = (verdict: "failed" | "timeout" | "skipped") => ({
    name: verdict,
    verdict,
    target: "cp312-win_amd64",
    python: "",
  });
  const text = validation({
    ...record,
    artifacts: [
      { ...wheel!, tests: [bad("failed"), bad("timeout"), bad("skipped")], untested: [] },
      { ...sdist!, tests: [] },
    ],
  });
  expect(text).toContain("cp312-win_amd64\n  FAIL     failed\n  TIMEOUT  timeout\n  skipped  skipped\n");
  expect(text).toContain("no tests were asked for");
  expect(text).toContain("0 passed, 1 failed, 1 timed out, 1 skipped");
});

it("build-info.txt tells what it was made with and whether the network was shut", async () => {
  await expect(buildInfo(record)).toMatchFileSnapshot("../../golden/report/build-info.txt");
});

it("build-info.txt says where there is no commit, and where the tree was dirty", () => {
  const { environment } = record;
  expect(buildInfo({ ...record, environment: { ...environment, dirty: true } })).toContain(
    "67, dirty: with changes that are not in it",
  );
  expect(
    buildInfo({ ...record, environment: { ...environment, commit: undefined, dirty: undefined } }),
  ).toContain("commit       none");
  const open = buildInfo({
    ...record,
    environment: { ...environment, network: [{ task: "wheel:x", state: "open" }] },
  });
  expect(open).toContain("wheel:x  open, as configured");
  expect(open).not.toContain("without network");
});

it("NOT-VERIFIED.txt says what failed, where the log is, and how to run it again", async () => {
  await expect(notVerified(failed, failed.artifacts)).toMatchFileSnapshot(
    "../../golden/report/not-verified.txt",
  );
});

it("only a verified set has a manifest", () => {
  expect(Object.keys(distTexts(record)).sort()).toEqual([
    "CHECKSUMS.sha256",
    "VALIDATION.txt",
    "build-info.txt",
    "manifest.json",
  ]);
  expect(Object.keys(reportTexts(failed))).not.toContain("manifest.json");
});

it("tells durations as people do", () => {
  expect([0.04, 4.25, 59.94, 60, 3605].map(duration)).toEqual([
    "0.0 s",
    "4.3 s",
    "59.9 s",
    "1 min 00 s",
    "60 min 05 s",
  ]);
});
