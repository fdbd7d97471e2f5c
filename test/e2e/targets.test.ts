/** One target of several fails; and wheels that turn out pure because their compiler failed in silence. */

import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { builds, failsToBuild, wheelwayJson } from "../support/cli.ts";
import {
  append,
  copyExample,
  copyTestProject,
  programOrSkip,
  pythonsOrSkip,
  replaceIn,
} from "../support/e2e-projects.ts";

/** hello-c without its test command; it does not compile for `python`. */
function brokenFor(python: string): string {
  const project = copyExample("hello-c");
  replaceIn(project, "pyproject.toml", /\[tool\.wheelway\.test\][^[]*/, "");
  const guard = `#if PY_MINOR_VERSION == ${python.slice(3)}\n#error "not for this Python"\n#endif\n`;
  replaceIn(project, "src/hello_c/_distance.c", /(#include <Python.h>\n)/, `$1${guard}`);
  return project;
}

function twoPythons(context: TestContext): { good: string; bad: string; only: string[] } {
  const { all } = pythonsOrSkip(context);
  programOrSkip(context, "cc");
  // The newest makes and tests the sdist, and the oldest is the first to be learned from.
  const [good = "", bad = ""] = [all.at(-1), all.at(-2)];
  if (all.length < 2) context.skip("it needs two CPythons");
  return { good, bad, only: ["--only", `${good}-*,${bad}-*`] };
}

it("builds and tests the other targets where one does not compile, and keeps what is good", async (context) => {
  const { good, bad, only } = twoPythons(context);
  const { record, folder } = await failsToBuild([brokenFor(bad), ...only]);
  expect(record.failures).toHaveLength(1);
  const [failure] = record.failures;
  expect(failure).toMatchObject({ optional: false });
  expect(failure?.task).toMatch(new RegExp(`^wheel:${bad}-`));
  expect(failure?.again).toContain(`--only ${bad}-`);
  expect(readFileSync(failure?.log ?? "", "utf8")).toContain("not for this Python");
  const files = readdirSync(folder).filter((file) => /\.(whl|gz)$/.test(file));
  expect(files).toEqual([expect.stringMatching(`-${good}-${good}-`), "hello_c-0.1.0.tar.gz"]);
  const tests = record.artifacts.flatMap((artifact) => artifact.tests);
  expect(tests.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
});

it("warns of an optional target that fails, and is good without it", async (context) => {
  const { good, bad, only } = twoPythons(context);
  const project = brokenFor(bad);
  append(project, "pyproject.toml", `\n[[tool.wheelway.override]]\nselect = "${bad}-*"\noptional = true\n`);
  const { record, folder } = await builds([project, ...only]);
  expect(record.verdict).toBe("passed");
  expect(record.failures).toMatchObject([{ optional: true }]);
  // How this machine's Pythons link may bring warnings of its own, never an error.
  expect(record.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(record.findings.filter(({ code }) => code === "WW001")).toMatchObject([{ severity: "warning" }]);
  const wheels = readdirSync(folder).filter((file) => file.endsWith(".whl"));
  expect(wheels).toEqual([expect.stringMatching(`-${good}-${good}-`)]);
  expect(readFileSync(join(folder, "VALIDATION.txt"), "utf8")).toMatch(/^failures +0 and 1 optional$/m);
});

/** `WANTS_PURE=1` makes its compiler fail, which its setup.py swallows. */
function turnsPure(): string {
  const project = copyTestProject("wheel-turns-pure");
  append(project, "pyproject.toml", '\n[tool.wheelway.build]\nenv = { WANTS_PURE = "1" }\n');
  return project;
}

it("finds a compilation that failed silently on the very first run", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = turnsPure();
  const only = ["--only", `${newest}-*`];
  const { record } = await failsToBuild([project, ...only]);
  expect(record.findings).toMatchObject([
    { code: "WW015", severity: "error", artifact: "wheel_turns_pure-0.1.0-py3-none-any.whl" },
  ]);
  expect(existsSync(join(project, "dist"))).toBe(false);

  const reason = "this fork is pure on purpose";
  append(
    project,
    "pyproject.toml",
    `\n[tool.wheelway.checks]\nWW015 = { level = "warning", reason = "${reason}" }\n`,
  );
  const good = await builds([project, ...only]);
  expect(good.record.findings).toMatchObject([{ code: "WW015", severity: "warning" }]);
});

it("finds a wheel that is pure against what the lock knows", async (context) => {
  const { newest } = pythonsOrSkip(context);
  programOrSkip(context, "cc");
  const project = copyTestProject("wheel-turns-pure");
  const only = ["--only", `${newest}-*`];
  writeFileSync(join(project, "wheelway.lock"), 'version = 1\n[facts.kinds.cpython]\nkind = "version"\n');
  const good = await builds([project, ...only]);
  expect(good.record.artifacts.map(({ file }) => file)).toContainEqual(
    expect.stringContaining(`-${newest}-${newest}-`),
  );
  rmSync(good.folder, { recursive: true });

  append(project, "pyproject.toml", '\n[tool.wheelway.build]\nenv = { WANTS_PURE = "1" }\n');
  const run = await wheelwayJson(["build", project, ...only, "--backend", "host"]);
  expect(run.status).toBe(1);
  const [finding, ...others] = run.report?.record.findings ?? [];
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ code: "WW005", severity: "error" });
  expect(finding?.hint).toContain("failed compilation");
  expect(existsSync(good.folder)).toBe(false);
});
