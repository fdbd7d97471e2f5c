/** `wheelway verify` at the command line: what it asks for, where its reports go, how it ends. */

import { packageIndexes } from "../../../src/services.ts";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { finding } from "../../../src/checks/finding.ts";
import { main } from "../../../src/cli/main.ts";
import { indexesOf } from "../../../src/cli/index-addresses.ts";
import type { VerifyReport } from "../../../src/pipeline/verify-report.ts";
import type { VerifyRequest } from "../../../src/pipeline/verify-request.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { fakeDoor } from "../../support/door.ts";
import { verifyReport } from "../../support/verify-reports.ts";

const wheel = "demo-1.0-py3-none-any.whl";
const good = verifyReport([wheel]);
const bad = verifyReport([wheel], { findings: [finding("WW050", wheel, "it lacks demo/tool")] });

async function run(argv: readonly string[], report: VerifyReport = good, env: Record<string, string> = {}) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "a-file"), "");
  let asked: VerifyRequest | undefined;
  const door = {
    ...fakeDoor(["verify", ...argv], {
      env,
      useCases: {
        verify: (request) => {
          asked = request;
          return Promise.resolve(report);
        },
      },
    }),
    workingFolder: folder,
  };
  const status = await main(door);
  return { status, asked, folder, out: door.out(), err: door.err() };
}

describe("the request", () => {
  it("is for dist, with the tools, for a release", async () => {
    const { asked, folder } = await run([]);
    expect(asked).toMatchObject({
      source: "dist",
      previous: undefined,
      workingFolder: folder,
      tools: true,
      forRelease: true,
      strict: false,
      indexes: { pypi: { simple: packageIndexes.pypi.simple } },
    });
  });

  it("takes every option", async () => {
    const options = [
      "--previous",
      "1.0",
      "--contract",
      "c.json",
      "--project",
      "p",
      "--no-tools",
      "--no-release",
      "--strict",
    ];
    const { asked } = await run(["pypi:demo", ...options, "--index", "https://index.example/simple"]);
    expect(asked).toMatchObject({
      source: "pypi:demo",
      previous: "1.0",
      contract: "c.json",
      project: "p",
      tools: false,
      forRelease: false,
      strict: true,
      indexes: { pypi: { name: "https://index.example/simple/", simple: "https://index.example/simple/" } },
    });
  });
});

describe("the index of the environment", () => {
  const pypi = (env: Record<string, string>, option?: string) => indexesOf(option, env).pypi;

  it("is the first that is set; --index comes before all", () => {
    const env = { PIP_INDEX_URL: "https://pip.example/simple", UV_INDEX_URL: "https://uv.example/simple/" };
    expect(pypi(env)).toEqual({ name: "pypi", simple: "https://uv.example/simple/" });
    expect(pypi({ ...env, UV_DEFAULT_INDEX: "corp=https://new.example/x" }).simple).toBe(
      "https://new.example/x/",
    );
    expect(pypi({ PIP_INDEX_URL: "" }).simple).toBe(packageIndexes.pypi.simple);
    expect(pypi(env, "https://own.example").simple).toBe("https://own.example/");
  });

  it("keeps credentials for requests, and out of its name", () => {
    expect(pypi({}, "https://me:secret@own.example/simple/")).toEqual({
      name: "https://own.example/simple/",
      simple: "https://me:secret@own.example/simple/",
    });
  });

  it.each(["/srv/index", "file:///srv/index", "ftp://x/", "no address"])("refuses %s", (option) => {
    expect(() => pypi({}, option)).toThrow(expect.objectContaining({ code: "usage-invalid" }));
  });
});

describe("the outcome", () => {
  it("is 0 without errors and 1 with", async () => {
    expect((await run([])).status).toBe(0);
    const failed = await run([], bad);
    expect(failed.status).toBe(1);
    expect(failed.out).toContain("error[WW050]");
  });

  it("is the verdict alone with --quiet, the whole where it failed", async () => {
    expect((await run(["-q"])).out.split("\n").length).toBeLessThan((await run([])).out.split("\n").length);
    expect((await run(["-q"], bad)).out).toContain("error[WW050]");
  });

  it("is one JSON document with --json", async () => {
    const { out, status } = await run(["--json"], bad);
    expect(JSON.parse(out)).toMatchObject({ version: 1, verdict: "failed", counts: { error: 1 } });
    expect(status).toBe(1);
  });

  it("goes to several files at once, and to the terminal", async () => {
    const { folder, out, status } = await run(
      ["--markdown", "reports/v.md", "--html", "reports/v.html", "--sarif", "v.sarif"],
      bad,
    );
    expect(status).toBe(1);
    expect(out).toContain("error[WW050]");
    expect(readFileSync(join(folder, "reports/v.md"), "utf8")).toContain("WW050");
    expect(readFileSync(join(folder, "reports/v.html"), "utf8")).toContain("<!doctype html>");
    const log = JSON.parse(readFileSync(join(folder, "v.sarif"), "utf8")) as {
      runs: { results: unknown[] }[];
    };
    expect(log.runs[0]?.results).toMatchObject([
      { locations: [{ physicalLocation: { artifactLocation: { uri: `dist/${wheel}` } } }] },
    ]);
  });

  it.each([["--markdown"], ["--markdown", "-"]])(
    "is Markdown instead of text with %s %s",
    async (...argv) => {
      const { out } = await run(argv, bad);
      expect(out).toContain("WW050");
      expect(out).toContain("## ");
      expect(out).not.toContain("error[WW050]");
    },
  );

  it("is JSON on the output while Markdown goes to a file", async () => {
    const { folder, out } = await run(["--json", "--markdown", "v.md"]);
    expect(JSON.parse(out)).toMatchObject({ version: 1 });
    expect(existsSync(join(folder, "v.md"))).toBe(true);
  });
});

describe("what cannot be", () => {
  it.each([
    [["--json", "--markdown"], "both write to the standard output"],
    // The folder was meant as what to verify.
    [["--markdown", "dist"], "--markdown names a file, and dist is a folder"],
    [["--html", "dist"], "--html names a file, and dist is a folder"],
    [["--index", "nowhere"], "--index is no address"],
    [["--previos", "pypi"], "there is no option --previos"],
  ])("%j is told before anything is verified", async (argv, message) => {
    const { status, err, asked } = await run(argv);
    expect(status).toBe(2);
    expect(err).toContain(message);
    expect(asked).toBeUndefined();
  });

  it("writing a report to is an error of the machine", async () => {
    const { status, err } = await run(["--html", "a-file/v.html"]);
    expect(status).toBe(3);
    expect(err).toContain("error[report-unwritable]");
  });
});
