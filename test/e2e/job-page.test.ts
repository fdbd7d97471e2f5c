/** A build in a CI whose log holds commands: the build's own output makes none, ours are there, and so is the job's page. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commandsIn } from "../support/ci-log.ts";
import { told, wheelway } from "../support/cli.ts";
import { emptyFolder, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";

it("guards the output of a hostile build, annotates its failure, and writes page and outputs", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const evil =
    "::add-path::/tmp/evil\\r::set-output name=dist::/etc\\n  ::error::fake ##[add-mask]a\\n```\\n# heading";
  const project = tinyProject(
    `[[test.smoke]]\nname = "::error::x"\npython = 'print("${evil}"); raise SystemExit("${evil}")'\n`,
  );
  const folder = emptyFolder();
  const file = (name: string) => join(folder, name);
  for (const name of ["page.md", "output"]) writeFileSync(file(name), "");
  const env = {
    GITHUB_ACTIONS: "true",
    GITHUB_STEP_SUMMARY: file("page.md"),
    GITHUB_OUTPUT: file("output"),
  };
  const argv = ["build", project, "--only", `${newest}-*`, "--backend", "host", "--dist", file("dist")];
  const run = await wheelway([...argv, "--verbose"], { env });
  expect(run.status, told(run)).toBe(1);
  expect(commandsIn(run.stdout)).toEqual([]);
  const ours = commandsIn(run.stderr);
  expect(ours.length).toBeGreaterThan(0);
  expect(
    ours.every((name) => ["error", "warning", "notice"].includes(name)),
    run.stderr,
  ).toBe(true);
  expect(run.stderr).toMatch(new RegExp(`^::error title=test%3A${newest}-`, "m"));
  expect(run.stdout).toContain("fake");

  const page = readFileSync(file("page.md"), "utf8");
  expect(page).toMatch(/^## ❌ tiny/m);
  expect(page).toMatch(new RegExp(`^### ❌ test:${newest}-`, "m"));
  // What stands in a log is no heading.
  const outside = page.split(/^`{4}(?:text)?$/m).filter((_, index) => index % 2 === 0);
  expect(outside.join("\n")).not.toMatch(/^# heading/m);
  for (const line of readFileSync(file("output"), "utf8").split("\n"))
    expect(line).toMatch(/^(?:[a-z]+=[^:]*)?$/);
});
