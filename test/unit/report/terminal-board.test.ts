import fc from "fast-check";
import stringWidth from "string-width";
import { beforeAll, describe, expect, it } from "vitest";
import type { PipelineEvent } from "../../../src/pipeline/events.ts";
import type { Plan } from "../../../src/plan/plan.ts";
import { board } from "../../../src/report/terminal-board.ts";
import { advance, rowsOf, startProgress, type Progress } from "../../../src/report/terminal-progress.ts";
import { makeStyle } from "../../../src/report/terminal-style.ts";
import { planOf } from "../../support/plans.ts";
import { linuxTargets } from "../../support/scripted-run.ts";

const style = makeStyle({ color: false, unicode: true, columns: 80 });
const ids = linuxTargets("cp310", "cp311", "cp312", "cp313");
const [cp310 = "", cp311 = ""] = ids;
let plan: Plan;
let learning: Plan;

beforeAll(async () => {
  learning = await planOf({ targets: ids });
  plan = await planOf({ targets: ids, kinds: { cpython: { kind: "version" } } });
});

function after(events: readonly PipelineEvent[], from: Progress = startProgress(0)): Progress {
  return events.reduce((progress, event) => advance(progress, event, 1000), from);
}

const ready = (one: Plan): PipelineEvent => ({ type: "plan-ready", plan: one });
const started = (task: string): PipelineEvent => ({ type: "task-started", task });
const command = (task: string, name: string): PipelineEvent => ({
  type: "command-started",
  task,
  command: name,
});
const passed = (task: string, seconds = 2): PipelineEvent => ({
  type: "task-finished",
  task,
  verdict: "passed",
  seconds,
});
const failed = (task: string): PipelineEvent => ({
  type: "task-finished",
  task,
  verdict: "failed",
  seconds: 1,
});
const skipped = (task: string, because: string): PipelineEvent => ({ type: "task-skipped", task, because });

function show(progress: Progress, height = 20, now = 3000): string[] {
  return board({ title: "build spam", progress, now, height, stopping: false }, style);
}

describe("board", () => {
  it("says what each target does now, and for how long", () => {
    const progress = after([
      { type: "backend-chosen", backend: "host", detail: "", why: "" },
      ready(plan),
      passed("tools:build:cp312"),
      passed("environment:sdist"),
      passed("sdist", 3),
      passed(`environment:${cp310}`, 5),
      started(`wheel:${cp310}`),
      command(`wheel:${cp310}`, "build wheel"),
    ]);
    expect(show(progress)).toEqual([
      "build spam on host  0 of 4 targets  0:03",
      "✓ set-up                       0:02",
      "· sdist                        0:05  built",
      "⠋ cp310-manylinux_2_28_x86_64  0:07  build wheel",
      "· cp311-manylinux_2_28_x86_64",
      "· cp312-manylinux_2_28_x86_64",
      "· cp313-manylinux_2_28_x86_64",
    ]);
  });

  it("counts what is done and what failed, and names the cause of what is skipped", () => {
    const done = [`environment:${cp310}`, `wheel:${cp310}`, `test:${cp310}`].map((id) => passed(id));
    const progress = after([
      ready(plan),
      ...done,
      command(`wheel:${cp311}`, "repair wheel"),
      failed(`wheel:${cp311}`),
      skipped(`test:${cp311}`, `wheel:${cp311}`),
    ]);
    const [header, ...rows] = show(progress);
    expect(header).toBe("build spam  1 of 4 targets  1 failed  0:03");
    expect(rows).toContain("✓ cp310-manylinux_2_28_x86_64  0:06  built, tested");
    expect(rows).toContain("✗ cp311-manylinux_2_28_x86_64  0:01  repair wheel: failed");
  });

  it("calls no target done while the kinds of wheels are learned", () => {
    const wheel = learning.tasks.find(({ kind }) => kind === "wheel")?.target ?? "";
    const events = [ready(learning), passed(`environment:${wheel}`), passed(`wheel:${wheel}`)];
    expect(show(after(events))[0]).toContain("0 of 4 targets");
    // What the first plan did still counts in the second.
    const tested = after([ready(plan), passed(`test:${wheel}`)], after(events));
    expect(show(tested)[0]).toContain("1 of 4 targets");
  });

  it("shows an optional target's failure as a warning", () => {
    const tasks = plan.tasks.map((task) =>
      task.target === cp310 ? { ...task, optional: true as const } : task,
    );
    const progress = after([ready({ ...plan, tasks }), failed(`wheel:${cp310}`)]);
    expect(show(progress).find((line) => line.includes(cp310))).toBe(
      "! cp310-manylinux_2_28_x86_64  0:01  wheel: failed – optional",
    );
  });

  it("always shows what fails and what runs, however low the terminal", () => {
    const progress = after([ready(plan), failed(`wheel:${cp311}`), started(`wheel:${ids[3] ?? ""}`)]);
    const lines = show(progress, 4);
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`✗ ${cp311}`);
    expect(lines[2]).toContain(`⠋ ${ids[3] ?? ""}`);
    expect(lines[3]).toBe("  and 4 waiting");
  });

  it("says that it is stopping", () => {
    const [header] = board(
      { title: "build spam", progress: after([ready(plan)]), now: 0, height: 9, stopping: true },
      style,
    );
    expect(header).toBe("build spam  0 of 4 targets  0:00  stopping");
  });

  it("fits every terminal, whatever happens in whatever order", () => {
    // What happened as numbers, so that a counterexample is short.
    const eventOf = (kind: number, at: number, text: string): PipelineEvent => {
      const id = (plan.tasks[at % plan.tasks.length] ?? { id: "" }).id;
      const events = [
        ready(plan),
        ready(learning),
        started(id),
        passed(id),
        failed(id),
        command(id, text),
        skipped(id, text),
      ];
      return events[kind] ?? ready(plan);
    };
    const event = fc.tuple(
      fc.integer({ min: 0, max: 6 }),
      fc.nat({ max: 50 }),
      fc.string({ unit: "grapheme" }),
    );
    const terminal = fc.tuple(
      fc.integer({ min: 40, max: 120 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), terminal, (happened, [columns, height, unicode]) => {
        const progress = after(happened.map(([kind, at, text]) => eventOf(kind, at, text)));
        const look = makeStyle({ color: true, unicode, columns });
        const lines = board({ title: "build spam", progress, now: 5000, height, stopping: false }, look);
        expect(lines.length).toBeLessThanOrEqual(height);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        for (const row of rowsOf(progress, 5000)) expect(row.seconds).toBeGreaterThanOrEqual(0);
      }),
      // The column that gives way was the widest one as well: nothing else gave way.
      {
        examples: [
          [
            [
              [5, 5, "⺀     "],
              [4, 5, ""],
              [0, 0, ""],
            ],
            [40, 5, false],
          ],
        ],
      },
    );
  });
});
