/** `plan --cost` from a project's folder: times of this machine, prices of one's own, machines of the project's platforms. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { costFigures } from "../../../src/ci/prices.ts";
import { systems } from "../../../src/ci/systems.ts";
import type { WorkflowSystem } from "../../../src/ci/workflow.ts";
import { costReportSchema } from "../../../src/report/cost-schema.ts";
import { rememberDurations } from "../../../src/pipeline/durations.ts";
import { planCost, runnerHere, type CostRequest } from "../../../src/pipeline/plan-cost.ts";
import type { Surroundings } from "../../../src/pipeline/surroundings.ts";
import { costLines } from "../../../src/report/terminal-cost.ts";
import { makeStyle, plainStyle } from "../../../src/report/terminal-style.ts";
import stringWidth from "string-width";

const pyproject = `[build-system]
requires = ["setuptools>=80"]
build-backend = "setuptools.build_meta"
[project]
name = "demo"
version = "1.0"
[tool.wheelway]
backend = "host"
python = ["cp311", "cp312"]
platforms = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "macosx_11_0_arm64", "win_amd64"]
`;

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "wheelway-cost-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project = join(folder, "demo");
  mkdirSync(project);
  writeFileSync(join(project, "pyproject.toml"), pyproject);
  const surroundings: Surroundings = {
    env: {},
    cacheDir: join(folder, "cache"),
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: { get: () => undefined, names: [] } as unknown as Surroundings["secrets"],
    now: () => new Date(0),
  };
  const request = (more: Partial<CostRequest> = {}): CostRequest => ({
    project,
    only: undefined,
    backend: undefined,
    locked: false,
    count: undefined,
    runners: undefined,
    prices: undefined,
    ...more,
  });
  const prices = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return { project, surroundings, request, prices };
}

describe("a project's costs", () => {
  it("fit the published schema, and are told within a terminal's width", async () => {
    const { surroundings, request } = setUp();
    const report = await planCost(request(), surroundings);
    expect(costReportSchema.parse(JSON.parse(JSON.stringify(report)))).toBeDefined();
    expect(report.targets).toHaveLength(8);
    const text = costLines(report, plainStyle).join("\n");
    expect(text).toMatch(/^demo 1\.0: one run of 8 targets costs\n/);
    expect(text).toMatch(/^github +8 native +6 .*\$/m);
    expect(text).toMatch(/^github +6 native, 2 cross +5 .*\$/m);
    expect(text).toMatch(/^azure .*~/m);
    expect(text).toContain("GitHub Docs");
    const narrow = costLines(report, makeStyle({ color: false, unicode: true, columns: 80 }));
    expect(Math.max(...narrow.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
  });

  it("are of the times that this machine remembers, marked as guesses only where they are", async () => {
    const { surroundings, request, project } = setUp();
    const before = await planCost(request({ only: ["*-manylinux_2_28_x86_64"] }), surroundings);
    const known = ["cp311", "cp312"].flatMap((python) => [
      [`wheel:${python}-manylinux_2_28_x86_64`, 600],
      [`test:${python}-manylinux_2_28_x86_64`, 30],
    ]);
    await rememberDurations(
      surroundings.cacheDir,
      project,
      Object.fromEntries(known) as Record<string, number>,
    );
    const after = await planCost(request({ only: ["*-manylinux_2_28_x86_64"] }), surroundings);
    expect(after.rows[0]).toMatchObject({ times: { remembered: 2, guess: 0 } });
    const minutes = ({ rows: [row] }: typeof after) => (row && "run" in row ? row.run.cold.minutes : NaN);
    expect(minutes(after)).toBeGreaterThan(minutes(before));
    const told = (report: typeof after) =>
      costLines(report, plainStyle).find((line) => line.startsWith("github "));
    expect(told(before)).toContain("~");
    expect(told(after)).not.toContain("~");
  });

  it.each([
    [
      "own.toml",
      '[systems.cellar]\nname = "Cellar"\nsource = "own"\nroundUpSeconds = 1\n[systems.cellar.machines.linux-x86_64]\nlabel = "box"\ncores = 16\nperMinute = 0.001\n',
    ],
    [
      "own.json",
      '{"systems":{"cellar":{"name":"Cellar","source":"own","roundUpSeconds":1,"machines":{"linux-x86_64":{"label":"box","cores":16,"perMinute":0.001}}}}}',
    ],
  ])("are also those of machines in %s", async (name, text) => {
    const { surroundings, request, prices } = setUp();
    const report = await planCost(request({ prices: prices(name, text) }), surroundings);
    expect(report.rows.filter(({ system }) => system === "cellar")).toHaveLength(2);
  });

  it.each([
    ["bad.toml", "systems = [", /cannot be read/],
    ["bad.json", "{", /cannot be read/],
    ["odd.toml", "[systems.github.machines.linux-x86_64]\nperMinute = -1\n", /does not fit/],
  ])("are refused with %s", async (name, text, message) => {
    const { surroundings, request, prices } = setUp();
    const asked = request({ prices: prices(name, text) });
    await expect(planCost(asked, surroundings)).rejects.toMatchObject({
      code: "usage-invalid",
      message: expect.stringMatching(message) as string,
    });
  });
});

it("is asked of the machines that workflows are written for", () => {
  for (const [id, { machines }] of Object.entries(costFigures.systems)) {
    const labels = Object.entries(machines).map(([kind, machine]) => [kind, machine.label]);
    expect(systems[id as WorkflowSystem].machines, id).toEqual(Object.fromEntries(labels));
  }
});

describe("the kind of this machine", () => {
  it.each([
    ["linux", "x64", "linux-x86_64"],
    ["linux", "arm64", "linux-aarch64"],
    ["darwin", "arm64", "macos-arm64"],
    ["win32", "x64", "windows-x86_64"],
    ["freebsd", "x64", undefined],
    ["linux", "riscv64", undefined],
  ])("%s %s is %s", (platform, arch, kind) => {
    expect(runnerHere(platform, arch)).toBe(kind);
  });
});
