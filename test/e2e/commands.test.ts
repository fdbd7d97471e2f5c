/** plan, test and lock from end to end, and what --json writes. */

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import type { PlanReport } from "../../src/pipeline/plan.ts";
import { builds, told, wheelway, wheelwayJson } from "../support/cli.ts";
import {
  copyTestProject,
  digestsOf,
  pythonsOrSkip,
  replaceIn,
  tinyProject,
} from "../support/e2e-projects.ts";

it("plans what a build then gives, and runs nothing for it", async (context) => {
  const { oldest, newest } = pythonsOrSkip(context);
  const project = tinyProject();
  writeFileSync(join(project, "wheelway.lock"), 'version = 1\n[facts.kinds.cpython]\nkind = "pure"\n');
  const only = ["--only", `${oldest}-*,${newest}-*`];
  const run = await wheelway(["plan", project, ...only, "--backend", "host", "--json"]);
  expect(run.status, told(run)).toBe(0);
  const { version, plan } = JSON.parse(run.stdout) as PlanReport;
  expect(version).toBe(1);
  expect(plan.contract.mode).toBe("exact");
  expect(plan.contract.artifacts.map(({ kind }) => kind)).toEqual(["sdist", "wheel"]);
  expect(readdirSync(project)).not.toContain("dist");

  const { record } = await builds([project, ...only]);
  expect(record.contract).toEqual(plan.contract);
  expect(Object.keys(record.times.tasks).sort()).toEqual(plan.tasks.map(({ id }) => id).sort());
});

it("writes lines with --json that fit their schema, whether all goes well or not", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const only = ["--only", `${newest}-*`, "--backend", "host"];
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const fits = ajv.compile(JSON.parse(readFileSync("schema/events.schema.json", "utf8")) as object);
  const lines = [
    await wheelwayJson(["build", tinyProject(), ...only]),
    await wheelwayJson(["build", tinyProject('[build]\nenv = { TINY = "fail" }\n'), ...only]),
    await wheelwayJson(["build", tinyProject("python = 3\n"), ...only]),
  ].flatMap(({ events }) => events);
  for (const line of lines)
    expect(fits(line), `${JSON.stringify(line)}: ${JSON.stringify(fits.errors)}`).toBe(true);
  const types = new Set(lines.map(({ type }) => type));
  expect([...types]).toEqual(
    expect.arrayContaining(["plan-ready", "task-finished", "task-skipped", "report", "error"]),
  );
});

it("tests a dist that is there, and finds the wheel in it that is broken", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject(
    '[[test.smoke]]\nname = "answers"\npython = "import tiny; assert tiny.answer == 42"\n',
  );
  const only = ["--only", `${newest}-*`];
  const { folder } = await builds([project, ...only]);
  const argv = ["test", project, "--dist", folder, ...only, "--backend", "host"];
  const good = await wheelwayJson(argv);
  expect(good.status, told(good)).toBe(0);
  const tests = good.report?.record.artifacts.flatMap((artifact) => artifact.tests) ?? [];
  expect(tests.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
    "answers passed",
    "answers passed",
  ]);

  const wheel = join(folder, "tiny-1.0-py3-none-any.whl");
  const whole = readFileSync(wheel);
  const spoil =
    "import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], 'a') as z: z.writestr('tiny.py', 'answer = 41\\n')";
  execFileSync("python3", ["-W", "ignore", "-c", spoil, wheel]);
  const twice = await wheelwayJson(argv);
  expect(twice.status).toBe(1);
  expect(JSON.stringify(twice.report?.record ?? twice.error)).toContain("tiny-1.0-py3-none-any.whl");

  writeFileSync(wheel, whole);
  truncateSync(wheel, whole.length - 40);
  const before = await digestsOf(folder);
  const cut = await wheelwayJson(argv);
  expect(cut.status).toBe(1);
  expect(JSON.stringify(cut.report?.record ?? cut.error)).toContain("tiny-1.0-py3-none-any.whl");
  expect(await digestsOf(folder)).toEqual(before);
});

it("finds a wheel whose smoke test fails, by the test's name", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = tinyProject();
  const only = ["--only", `${newest}-*`];
  const { folder } = await builds([project, ...only]);
  writeFileSync(
    join(project, "wheelway.toml"),
    '[[test.smoke]]\nname = "answers 43"\npython = "import tiny; assert tiny.answer == 43"\n',
  );
  const run = await wheelway(["test", project, "--dist", folder, ...only, "--backend", "host"]);
  expect(run.status).toBe(1);
  expect(run.stdout).toContain(`✗ test:${newest}-`);
  expect(run.stdout).toContain("smoke: answers 43: exit status 1");
  expect(run.stdout).toContain("AssertionError");
});

it("builds what is locked, and refuses a lock that does not fit any more", async (context) => {
  const { newest } = pythonsOrSkip(context);
  const project = copyTestProject("wheel-turns-pure");
  const config = `python = ["${newest}"]\n`;
  writeFileSync(join(project, "wheelway.toml"), config);
  const locked = await wheelway(["lock", project, "--backend", "host"]);
  expect(locked.status, told(locked)).toBe(0);
  const lock = readFileSync(join(project, "wheelway.lock"), "utf8");
  const version = /"setuptools==([\d.]+)"/.exec(lock)?.[1];
  expect(version).toBeDefined();

  const first = await wheelwayJson(["build", project, "--locked", "--backend", "host"]);
  expect(first.status, told(first)).toBe(0);
  expect(readFileSync(join(project, "wheelway.lock"), "utf8"), "--locked writes nothing").toBe(lock);

  replaceIn(project, "pyproject.toml", "setuptools>=77", "setuptools>=77.0.1");
  const stale = await wheelwayJson(["build", project, "--locked", "--backend", "host"]);
  expect(stale.status).toBe(4);
  expect(stale.error).toMatchObject({ code: "lock-stale" });
  expect(stale.error?.next).toContain("wheelway lock");
  expect((await wheelway(["lock", project, "--check", "--backend", "host"])).status).not.toBe(0);
  // Where CI is seen, --locked is the default.
  const inCi = await wheelway(["build", project, "--backend", "host"], { env: { CI: "true" } });
  expect(inCi.status).toBe(4);
});
