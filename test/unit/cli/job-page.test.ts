/** What commands write in a CI: annotations, the job's page, and nothing that a stranger's text makes a command. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { main } from "../../../src/cli/main.ts";
import type { UseCases } from "../../../src/cli/use-cases.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { finding } from "../../../src/checks/finding.ts";
import { buildRecord, wheelFile } from "../../support/build-record.ts";
import { commandsIn } from "../../support/ci-log.ts";
import { fakeDoor } from "../../support/door.ts";
import { verifyReport } from "../../support/verify-reports.ts";

const scratch = mkdtempSync(join(tmpdir(), "wheelway-page-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const evil = "::add-path::/tmp\n::set-output name=x::y ##[set-env name=PATH;]z\r::stop-commands::t";
const record = buildRecord({
  verdict: "failed",
  findings: [finding("WW014", wheelFile, evil, { hint: evil })],
  failures: [
    {
      task: "wheel:cp313-manylinux_2_28_x86_64",
      target: "cp313-manylinux_2_28_x86_64",
      optional: false,
      message: evil,
      log: "/tmp/log",
      tail: evil.split("\n"),
      again: undefined,
    },
  ],
});
const useCases: Partial<UseCases> = {
  build: (_, { tell }) => {
    tell({ type: "note", severity: "warning", text: evil });
    return Promise.resolve({ record, folder: "/d", manifestDigest: undefined, hints: [evil] });
  },
  verify: () => Promise.resolve(verifyReport([wheelFile], { findings: [finding("WW014", wheelFile, evil)] })),
  release: () =>
    Promise.resolve({
      kind: "planned",
      version: "1.0",
      steps: [
        {
          step: "make-commit",
          title: "t",
          skipped: undefined,
          would: [evil],
          problems: [{ code: "repository-not-ready", message: evil, next: evil }],
        },
      ],
    }),
  publish: () =>
    Promise.resolve({
      project: "demo",
      version: "1.0",
      manifestDigest: "ab".repeat(32),
      files: [],
      links: { [evil]: evil },
      warnings: [evil, evil],
      journal: "/j",
    }),
  gather: () => Promise.reject(new WheelwayError("slice-broken", { message: evil, why: evil, next: evil })),
};

async function run(argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const page = join(mkdtempSync(join(scratch, "p-")), "page.md");
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: page, ...more };
  const door = fakeDoor([...argv, "--cache-dir", scratch], { useCases, env });
  const status = await main(door);
  return { ...door, status, page: () => readFileSync(page, "utf8") };
}

describe("in GitHub Actions and its kin", () => {
  it("a build annotates what failed and was found, and writes the job's page", async () => {
    const { status, out, err, page } = await run(["build"]);
    expect(status).toBe(1);
    expect(commandsIn(out())).toEqual([]);
    expect(commandsIn(err())).toEqual(["error", "warning"]);
    expect(err()).toMatch(/^::error title=wheel%3Acp313-manylinux_2_28_x86_64 failed::/m);
    expect(page()).toContain("demo 1");
    expect(page()).toContain("WW014");
  });

  it("with --json the report holds what it held, and no command", async () => {
    const { out } = await run(["build", "--json"]);
    expect(commandsIn(out())).toEqual([]);
    const reports = out()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; record?: unknown });
    expect(reports.at(-1)?.record).toEqual(JSON.parse(JSON.stringify(record)));
  });

  it("verify does the same, and writes the page once where it was asked to", async () => {
    const { err, page } = await run(["verify"]);
    expect(commandsIn(err())).toEqual(["warning"]);
    expect(page().match(/^## /gm)).toHaveLength(1);
    const named = join(scratch, "named.md");
    await run(["verify", "--markdown", named], { GITHUB_STEP_SUMMARY: named });
    expect(readFileSync(named, "utf8").match(/^## /gm)).toHaveLength(1);
  });

  it("a release that is planned annotates what stands before it, and one that was made its warnings", async () => {
    const planned = await run(["release", "--plan"]);
    expect(planned.status).toBe(1);
    expect(commandsIn(planned.out() + planned.err())).toEqual(["error"]);
    expect(planned.err()).toMatch(/^::error title=make-commit%3A /m);
    const published = await run(["publish"]);
    expect(commandsIn(published.out() + published.err())).toEqual(["warning"]);
  });

  it("an error is an annotation as well, whatever it says", async () => {
    const { status, out, err } = await run(["gather", "slices", "--plan", "p.json"]);
    expect(status).toBe(1);
    expect(commandsIn(out() + err())).toEqual(["error"]);
    expect(err()).toMatch(/^::error title=slice-broken%3A /m);
  });

  it("a page that cannot be written is told, and nothing else", async () => {
    const { status, err } = await run(["verify"], { GITHUB_STEP_SUMMARY: scratch });
    expect(status).toBe(0);
    expect(err()).toContain("warning: the summary of this job cannot be written: EISDIR");
  });
});

it("elsewhere nothing is annotated and nothing is changed", async () => {
  const { err } = await run(["verify"], { GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" });
  expect(commandsIn(err())).toEqual([]);
  const laptop = await run(["build", "--json"], { GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" });
  expect(laptop.out()).toContain("##[set-env");
});

it.each([
  ["build", "wheel:cp313-manylinux_2_28_x86_64"],
  ["verify", "the whole set"],
])("%s writes JUnit's XML where a file is named", async (command, name) => {
  const file = join(scratch, "reports", `${command}.xml`);
  await run([command, "--junit", file]);
  const xml = readFileSync(file, "utf8");
  expect(xml).toMatch(/^<\?xml version="1\.0"/);
  expect(xml).toContain(`name="${name}"`);
});
