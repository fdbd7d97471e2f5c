/** What is written is held against the schemas that the systems publish, where check-jsonschema is installed; it brings them along. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

import { workflowFiles } from "../../src/ci/systems.ts";
import { manyJobs, noOptions, oneJob } from "../support/workflows.ts";

const program = process.env["WHEELWAY_CHECK_JSONSCHEMA"] ?? "check-jsonschema";

const schemas = [
  ["gitlab", "vendor.gitlab-ci"],
  ["circleci", "vendor.circle-ci"],
  ["azure", "vendor.azure-pipelines"],
  ["buildkite", "vendor.buildkite"],
] as const;

it.for(schemas)("%s: valid by %s", { timeout: 60_000 }, ([system, schema], { skip }) => {
  const missing = whyNot();
  if (missing !== undefined) skip(missing);
  const options = { ...noOptions, image: "ci.example.org/python:1" };
  const sliced = manyJobs(system);
  const texts = [
    oneJob,
    sliced,
    { ...oneJob, options, forge: "none" as const },
    { ...oneJob, containers: false, history: true, tagFormat: "demo/{version}-final" },
  ].flatMap((workflow) => workflowFiles(system, workflow).map(({ text }) => text));
  expect(problemsOf(texts, schema)).toBe("");
});

it("is told of what is no workflow", ({ skip }) => {
  const missing = whyNot();
  if (missing !== undefined) skip(missing);
  expect(problemsOf(["steps: { 1: 2 }\n"], "vendor.buildkite")).not.toBe("");
});

function whyNot(): string | undefined {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "there is no check-jsonschema on this machine (uv tool install check-jsonschema)";
  }
}

/** The end of what it says of the documents; "" where they are valid. */
function problemsOf(texts: readonly string[], schema: string): string {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-schemas-"));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${index}.yml`);
      writeFileSync(file, text);
      return file;
    });
    // Some of the schemas' own patterns are no strict ECMAScript.
    execFileSync(program, ["--regex-variant", "nonunicode", "--builtin-schema", schema, ...files], {
      stdio: "pipe",
    });
    return "";
  } catch (error) {
    return String((error as { stdout?: Buffer }).stdout ?? error).slice(-1000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
