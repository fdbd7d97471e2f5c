/** Builds that fail: what is told, what is kept, and that the earlier dist/ is as it was. */

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { builds, cliEnv, failsToBuild, wheelway, wheelwayJson } from "../support/cli.ts";
import { digestsOf, pythonsOrSkip, tinyProject } from "../support/e2e-projects.ts";
import { processesWith } from "../support/processes.ts";

const smoke = (python: string) => `[[test.smoke]]\nname = "fits"\npython = ${JSON.stringify(python)}\n`;
const only = (...pythons: readonly string[]) => ["--only", pythons.map((python) => `${python}-*`).join(",")];
const configure = (project: string, text: string) => writeFileSync(join(project, "wheelway.toml"), text);

it("keeps dist/ where a smoke test fails, and gives the one command that runs it again", async (context) => {
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("it needs two CPythons");
  const project = tinyProject(smoke("import tiny"));
  const good = await builds([project, ...only(oldest, newest)]);
  const before = await digestsOf(good.folder);

  const minor = Number(newest.slice(3));
  configure(project, smoke(`import sys; assert sys.version_info[1] != ${minor}, "not on this Python"`));
  const { folder, record } = await failsToBuild([project, ...only(oldest, newest)]);
  expect(await digestsOf(good.folder)).toEqual(before);

  expect(record.failures.map(({ task }) => task).sort()).toEqual([
    expect.stringMatching(`^test:${newest}-`),
    expect.stringMatching(`^test:sdist:${newest}-`),
  ]);
  // The other target was tested all the same.
  const tests = record.artifacts.flatMap((artifact) => artifact.tests);
  expect(tests.find(({ target }) => target.startsWith(oldest))?.verdict).toBe("passed");

  expect(folder).toBe(join(project, "dist.partial"));
  const partial = readFileSync(join(folder, "NOT-VERIFIED.txt"), "utf8");
  expect(partial).toMatch(/^NOT VERIFIED: do not release these files/);
  expect(readdirSync(folder)).not.toContain("manifest.json");

  const failure = record.failures.find(({ task }) => task.startsWith(`test:${newest}-`));
  expect(readFileSync(failure?.log ?? "", "utf8")).toContain("AssertionError: not on this Python");
  expect(partial).toContain(failure?.log);
  expect(failure?.again).toContain(`--only ${newest}-`);
  // In a shell, as a person would paste it; the project has been mended meanwhile.
  configure(project, smoke("import tiny"));
  const command = `${failure?.again ?? ""} --json`.replace(
    /^wheelway/,
    `"${process.execPath}" bin/wheelway.js`,
  );
  const said = execFileSync("/bin/sh", ["-c", command], { env: cliEnv(), encoding: "utf8" });
  const planned = said.split("\n").filter((line) => line.includes('"plan-ready"'));
  expect(planned.at(-1)).toContain(newest);
  expect(planned.at(-1)).not.toContain(oldest);
  expect(existsSync(folder), "what failed is out of date").toBe(false);
});

it("shows the failure, its log's end and where everything is", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[build]\nenv = { TINY = "fail" }\n');
  const run = await wheelway(["build", project, ...only(newest), "--backend", "host"]);
  expect(run.status).toBe(1);
  expect(run.stdout).toContain(`✗ wheel:${newest}-`);
  expect(run.stdout).toContain("  | the build of tiny fails, as it was told to");
  const log = /^ +log +(\S+)$/m.exec(run.stdout)?.[1] ?? "";
  expect(readFileSync(log, "utf8")).toContain("the build of tiny fails, as it was told to");
  expect(run.stdout).toMatch(/^ +again +wheelway build \S+ --only \S+ --backend host$/m);
  expect(run.stdout).toContain(join(project, "dist.partial"));
  expect(existsSync(join(project, "dist"))).toBe(false);
});

it("starts nothing new after the first failure with --fail-fast", async (context) => {
  const { all } = pythonsOrSkip(context);
  if (all.length < 3) context.skip("it needs three CPythons, so that some are still waiting");
  const project = tinyProject(smoke("raise SystemExit('no')"));
  const run = await wheelwayJson(["build", project, ...only(...all), "--backend", "host", "--fail-fast"]);
  expect(run.status).toBe(1);
  const failed = run.events.flatMap((event) =>
    event.type === "task-finished" && event.verdict === "failed" ? [event.task] : [],
  );
  const skipped = run.events.flatMap((event) => (event.type === "task-skipped" ? [event] : []));
  expect(skipped.length).toBeGreaterThan(0);
  expect(failed).toEqual(expect.arrayContaining([...new Set(skipped.map(({ because }) => because))]));
});

it("ends a build that hangs, with its children, and says what the limit is", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[build]\nenv = { TINY = "hang" }\ntimeout = "20s"\n');
  const { record } = await failsToBuild([project, ...only(newest)]);
  expect(record.failures).toHaveLength(1);
  expect(record.failures[0]?.message).toMatch(/^build wheel: .*20 s.*\(build\.timeout, test\.timeout\)$/);
  expect(processesWith("time.sleep(1800)")).toEqual([]);
});

it("survives a build that prints 100 MB, and keeps the beginning and the end of its log", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[build]\nenv = { TINY = "shout" }\n');
  const { record } = await failsToBuild([project, ...only(newest)]);
  expect(record.failures).toHaveLength(1);
  const [failure] = record.failures;
  expect(failure?.tail?.join("\n")).toContain("and now it fails");
  const log = failure?.log ?? "";
  expect(statSync(log).size).toBeLessThan(70 * 1024 * 1024);
  const text = readFileSync(log, "utf8");
  expect(text).toMatch(/\[\.\.\. \d+ bytes left out \.\.\.\]/);
  expect(text).toContain("==> build wheel");
});

it("refuses an sdist of its own back end that climbs out of its folder", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject('[sdist]\nenv = { TINY_MEMBER = "tiny-1.0/../../evil.py" }\n');
  const { record, folder } = await failsToBuild([project, ...only(newest)]);
  const told = record.failures.map(({ message }) => message).join("\n");
  expect(told).toContain("evil.py");
  expect(readdirSync(folder).filter((file) => /\.(whl|gz)$/.test(file))).toEqual([]);
});
