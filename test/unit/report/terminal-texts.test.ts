import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { WheelwayError } from "../../../src/errors.ts";
import type { BuildReport } from "../../../src/pipeline/build-report.ts";
import type { DoctorReport } from "../../../src/pipeline/doctor.ts";
import { emptyLock } from "../../../src/lock/lock.ts";
import type { InitReport } from "../../../src/pipeline/init.ts";
import type { PipelineEvent } from "../../../src/pipeline/events.ts";
import type { PlanReport } from "../../../src/pipeline/plan.ts";
import { doctorLines } from "../../../src/report/terminal-doctor.ts";
import { errorLines } from "../../../src/report/terminal-error.ts";
import { accountLines, initLines } from "../../../src/report/terminal-init.ts";
import { eventLines } from "../../../src/report/terminal-lines.ts";
import { planLines } from "../../../src/report/terminal-plan.ts";
import { lockLines } from "../../../src/report/terminal-lock.ts";
import { makeStyle, plainStyle, type Style } from "../../../src/report/terminal-style.ts";
import { summaryLines, verdictLines } from "../../../src/report/terminal-summary.ts";
import { buildRecord } from "../../support/build-record.ts";
import { expectGolden } from "../../support/golden.ts";
import { planOf, setuptoolsProject } from "../../support/plans.ts";

const columns80 = makeStyle({ color: false, unicode: true, columns: 80 });
const colored = makeStyle({ color: true, unicode: true, columns: 80 });

/** Compares with the golden file, and checks that nothing is wider than the terminal but what must not be cut. */
function golden(name: string, lines: readonly string[], mayBeLong: RegExp = /$^/): void {
  expectGolden(`terminal/${name}.txt`, lines.map((line) => `${line}\n`).join(""));
  for (const line of lines.filter((one) => !mayBeLong.test(one)))
    expect(stringWidth(line), line).toBeLessThanOrEqual(80);
  for (const line of lines) expect(line).toBe(line.trimEnd());
}

/** Colours may change nothing but colours. */
function sameWords(make: (style: Style) => readonly string[]): void {
  const words = make(colored).map((line) => line.replace(/\u001b\[\d+m/g, "")); // eslint-disable-line no-control-regex
  expect(words).toEqual(make(columns80));
}

describe("plan", () => {
  const ids = ["cp310", "cp311", "cp312", "pp311"].map((name) => `${name}-manylinux_2_28_x86_64`);
  const kinds = { cpython: { kind: "abi3", from: "cp310" }, pypy: { kind: "version" } } as const;
  const report = (plan: PlanReport["plan"], more: Partial<PlanReport> = {}): PlanReport => ({
    version: 1,
    project: { name: "spam", version: "1.0" },
    plan,
    skipped: [],
    expectedSeconds: {},
    notes: [],
    ...more,
  });

  it("that is known shows what serves which target, tests, times and what is left out", async () => {
    const project = `${setuptoolsProject}
[[tool.wheelway.override]]
select = "pp311-*"
optional = true
[[tool.wheelway.override]]
select = "*_aarch64"
test.untested = "the hardware of the radio is not there"
`;
    const plan = await planOf({
      pyproject: project,
      targets: [...ids, "cp310-manylinux_2_28_aarch64"],
      kinds,
      backend: "dagger",
    });
    const skipped: PlanReport["skipped"] = [
      { id: "cp39-win_amd64", kind: "platform", why: "this machine cannot make wheels for win_amd64" },
      { id: "cp310-win_amd64", kind: "platform", why: "this machine cannot make wheels for win_amd64" },
      { id: "pp310-manylinux_2_28_x86_64", kind: "skip", why: '`skip` has "pp310-*"' },
    ];
    const expectedSeconds = { [ids[0] ?? ""]: 12.3, [ids[3] ?? ""]: 95 };
    const made = report(plan, {
      skipped,
      expectedSeconds,
      notes: ["made on another system, not here: cp39-win_amd64"],
    });
    golden("plan-exact", planLines(made, columns80));
    sameWords((style) => planLines(made, style));
  });

  it("that is being learned says so in plain words", async () => {
    golden("plan-learning", planLines(report(await planOf({ targets: ids })), columns80));
  });
});

describe("summary", () => {
  const shown = (path: string) => path.replace("/home/user/", "");
  const good: BuildReport = {
    record: buildRecord(),
    folder: "/home/user/dist",
    manifestDigest: "5f16d9b5ad4a4be1c1bc0a06f7b5a9c7b8f7a2e0e5f0e0b0a8c8f1d2e3f4a5b6",
    hints: ["wheelway.lock now holds what this build has taught: commit it"],
  };
  const target = "cp311-manylinux_2_28_x86_64";
  const bad: BuildReport = {
    ...good,
    folder: "/home/user/dist.partial",
    manifestDigest: undefined,
    hints: [],
    record: buildRecord({
      verdict: "failed",
      findings: [
        {
          code: "WW014",
          severity: "warning",
          artifact: "demo-1.0.whl",
          message: "it holds no machine code",
          hint: "Look.",
        },
        {
          code: "WW001",
          severity: "error",
          artifact: target,
          message: "no wheel came out",
          hint: "See its log.",
        },
      ],
      failures: [
        {
          task: "test:pp311-manylinux_2_28_x86_64",
          target: "pp311-manylinux_2_28_x86_64",
          optional: true,
          message: "smoke: extension loads: it ended with exit status 1",
          log: undefined,
          again: undefined,
        },
        {
          task: `wheel:${target}`,
          target,
          optional: false,
          message:
            "build wheel: the build wanted the network (it reached for example.org), which a build does not have",
          log: `/home/user/.cache/wheelway/logs/demo/wheel_${target}.log`,
          tail: ["fatal: unable to access 'https://example.org/library.git/'", "  (it was a clone)"],
          again: `wheelway build . --only ${target} --backend host`,
        },
      ],
    }),
  };

  it("of a good run ends with the verdict, where dist is, and the manifest", () => {
    const options = { of: "build", shown } as const;
    golden("summary-passed", summaryLines(good, columns80, options), /\.whl$/);
    sameWords((style) => summaryLines(good, style, options));
    expect(verdictLines(good, plainStyle, options)[0]).toBe("✓ demo 1.0: passed, 2 artifacts, 1:05");
  });

  it("of a failed run has the worst first, each failure with its log and the command that runs it again", () => {
    const options = { of: "build", shown } as const;
    golden("summary-failed", summaryLines(bad, columns80, options), /\.whl$/);
    sameWords((style) => summaryLines(bad, style, options));
  });

  it("of `test` says nothing of dist.partial", () => {
    const lines = summaryLines(bad, columns80, { of: "test", shown });
    expect(lines.at(-1)).toBe("  dist  dist.partial");
  });

  it("is ASCII where the locale is not UTF-8", () => {
    const ascii = makeStyle({ color: false, unicode: false, columns: 80 });
    expect(summaryLines(bad, ascii, { of: "build", shown }).join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
  });
});

describe("doctor", () => {
  const report: DoctorReport = {
    version: 1,
    host: { interpreters: ["cp311", "cp312"], platforms: ["manylinux_2_36_x86_64"] },
    containers: false,
    sections: [
      {
        title: "On this machine (backend host)",
        checks: [
          {
            name: "Pythons",
            state: "ok",
            detail: "cp311, cp312, for manylinux_2_36_x86_64",
            remedy: undefined,
          },
          {
            name: "C compiler",
            state: "missing",
            detail: "without it, extensions in C or Cython cannot be built",
            remedy: "apt-get install gcc libc6-dev",
          },
        ],
      },
      {
        title: "For both",
        checks: [
          {
            name: "Disk",
            state: "warning",
            detail: "1.2 GB free where /home/user/.cache/wheelway is",
            remedy: "Free some space, or put the cache on another disk with --cache-dir.",
          },
        ],
      },
    ],
  };

  it("tells what is there, what is missing and how to get it", () => {
    golden("doctor", doctorLines(report, columns80));
    sameWords((style) => doctorLines(report, style));
  });

  it("says plainly where nothing can be built", () => {
    const lines = doctorLines({ ...report, host: { interpreters: [], platforms: [] } }, columns80);
    expect(lines.at(-1)).toBe("Nothing can be built here yet.");
  });
});

describe("init", () => {
  const report: InitReport = {
    path: "/home/user/spam/wheelway.toml",
    text: 'python = ["cp312"]\n',
    carried: [{ from: "test-command (pyproject.toml:11)", to: "test.command" }],
    notCarried: [
      {
        setting: "before-build",
        value: "{project}/ci/prepare.sh",
        where: ".github/workflows/wheels.yml:34",
        why: "it needs the network, which a build does not have; look at `prepare`",
      },
    ],
  };

  it("lists what was carried over and what was not", () => {
    const shown = (path: string) => path.replace("/home/user/", "");
    golden("init", initLines(report, columns80, shown));
    sameWords((style) => initLines(report, style, shown));
  });

  it("says nothing of other tools where there are none", () => {
    expect(accountLines({ ...report, carried: [], notCarried: [] }, columns80)).toEqual([]);
  });
});

describe("lock", () => {
  const report = {
    version: 1,
    path: "/spam/wheelway.lock",
    lock: emptyLock,
    targets: ["cp312-win_amd64"],
  } as const;

  it("shows what changed and what could not be locked", () => {
    const changes = [
      "newly locked: cp312-win_amd64",
      `cffi 2.0.0 -> 2.1.1 (${"cp310-win_amd64, ".repeat(5)}and 11 more)`,
    ];
    const made = {
      ...report,
      changes,
      notes: ["no digest of registry.example/manylinux_2_28_x86_64: no answer"],
    };
    golden("lock", lockLines(made, columns80, "wheelway.lock"));
    sameWords((style) => lockLines(made, style, "wheelway.lock"));
  });

  it("that did not change is one line", () => {
    const lines = lockLines({ ...report, changes: [], notes: [] }, columns80, "wheelway.lock");
    expect(lines).toEqual(["✓ wheelway.lock is up to date, for 1 target"]);
  });
});

describe("plain lines", () => {
  const task = "wheel:cp312-manylinux_2_28_x86_64";

  it("have the time, what happened, and to which task", async () => {
    const plan = await planOf({ targets: ["cp312-manylinux_2_28_x86_64"] });
    const events: readonly PipelineEvent[] = [
      { type: "backend-chosen", backend: "host", detail: "this machine", why: "no engine answers" },
      { type: "note", severity: "warning", text: "wheelway.lock is stale" },
      { type: "note", severity: "info", text: "first line\nsecond line" },
      { type: "plan-ready", plan: { ...plan, tasks: plan.tasks.slice(0, 3) } },
      { type: "task-started", task },
      { type: "command-started", task, command: "build wheel" },
      { type: "task-finished", task, verdict: "failed", seconds: 3.21 },
      { type: "task-finished", task: "sdist", verdict: "passed", seconds: 200 },
      { type: "task-skipped", task: "test:cp312-manylinux_2_28_x86_64", because: task },
      { type: "task-skipped", task: "test:sdist", because: "stopped" },
    ];
    const lines = (verbose: boolean, style: Style) =>
      events.flatMap((event, index) => eventLines(event, index * 400, { verbose }, style));
    golden("lines", lines(true, plainStyle), /./);
    expect(lines(false, plainStyle).join("\n")).not.toContain("build wheel");
    sameWords((style) => lines(true, style));
  });
});

describe("error", () => {
  it("has its code, every line of its reasons, and what to do next", () => {
    const error = new WheelwayError("config-invalid", {
      message: "The configuration has 2 problems.",
      why: 'pyproject.toml:3:1: unknown key "pyhton"\n    pyhton = ["cp312"]\n  did you mean `python`?\n\npyproject.toml:5:1: the platform is unknown, and this sentence is long enough to be wrapped',
      next: "Correct the lines above; docs/reference/config.md has every key.",
    });
    golden("error", errorLines(error, columns80));
    sameWords((style) => errorLines(error, style));
  });
});
