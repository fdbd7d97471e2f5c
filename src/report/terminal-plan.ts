/** The plan as people read it: a table of targets, what must come out, what is left out and why. */

import type { ExpectedWheel } from "../artifacts/contract.ts";
import type { SkippedTarget } from "../config/select.ts";
import type { PlanReport } from "../pipeline/plan.ts";
import type { Plan, PlannedTarget } from "../plan/plan.ts";
import { clock } from "./terminal-format.ts";
import { counted } from "./text-layout.ts";
import { hanging, labelled, paragraph, table, type Cell } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";

export function planLines(report: PlanReport, style: Style): string[] {
  const { plan, project } = report;
  const name = [project.name ?? "unnamed project", project.version ?? "(version comes from the build)"].join(
    " ",
  );
  const where = plan.backend === "host" ? "on this machine" : "in containers";
  return [
    style.colors.bold(`${name}: ${counted(plan.targets.length, "target")} ${where}`),
    "",
    ...targetTable(report, style),
    ...images(plan, style),
    "",
    ...contract(plan, style),
    ...leftOut(report.skipped, style),
    ...report.notes.flatMap((note) => ["", ...hanging(`note: ${note}`, "  ", style)]),
  ];
}

function targetTable({ plan, expectedSeconds }: PlanReport, style: Style): string[] {
  const { colors } = style;
  const head = ["Target", "Wheel", "Runs", "Tests", "Expected"].map((text): Cell => ({
    text,
    color: colors.dim,
  }));
  const timed = plan.targets.some(({ id }) => expectedSeconds[id] !== undefined);
  const rows = plan.targets.map((target): Cell[] => {
    const seconds = expectedSeconds[target.id];
    return [
      { text: target.id },
      { text: builtBy(target) },
      runs(target, style),
      tests(target, plan, style),
      ...(timed ? [{ text: seconds === undefined ? style.glyphs.dash : clock(seconds) }] : []),
    ];
  });
  const columns = [{ shrink: true }, {}, {}, {}, { align: "right" as const }].slice(0, timed ? 5 : 4);
  return table([head.slice(0, columns.length), ...rows], columns, style);
}

/** Where it is built; where that is another platform, its tests still run on its own. */
function runs({ cross, emulated }: PlannedTarget, { colors }: Style): Cell {
  if (cross && !emulated)
    return { text: `native (${cross.compiler}, glibc ${cross.glibc})`, color: colors.cyan };
  if (cross) return { text: `cross (${cross.compiler})`, color: colors.cyan };
  return { text: emulated ? "emulated" : "native", color: emulated ? colors.yellow : undefined };
}

/** `own`, or of which target; the platform is told only where it is another one. */
function builtBy({ id, builtBy: builder }: PlannedTarget): string {
  if (builder === undefined) return "to be learned";
  if (builder === id) return "its own";
  const [interpreter, platform] = halves(builder);
  return `that of ${platform === halves(id)[1] ? interpreter : builder}`;
}

function halves(id: string): [string, string] {
  const dash = id.indexOf("-");
  return [id.slice(0, dash), id.slice(dash + 1)];
}

function tests(target: PlannedTarget, plan: Plan, { colors }: Style): Cell {
  const optional = target.optional ? ", optional" : "";
  if (target.untested !== undefined) return { text: `none${optional}`, color: colors.yellow };
  if (target.builtBy === undefined) return { text: `once learned${optional}` };
  const checks = plan.tasks
    .filter(({ id }) => target.tests.includes(id))
    .map(({ commands }) => commands.filter(({ check }) => check).length);
  return { text: checks.join(" + ") + optional };
}

function images(plan: Plan, style: Style): string[] {
  const used = new Map<string, string>();
  for (const { id, image } of plan.targets) if (image !== undefined) used.set(halves(id)[1], image);
  const untested = plan.targets.flatMap(({ id, untested: why }) =>
    why === undefined ? [] : [[id, why] as const],
  );
  const emulated = plan.targets.flatMap(({ id, whyEmulated: why }) =>
    why === undefined ? [] : [[id, why] as const],
  );
  const own = plan.targets.flatMap(({ id, whyOwnCompiler: why }) =>
    why === undefined ? [] : [[id, why] as const],
  );
  return [
    ...(used.size > 0 ? ["", "Images", ...indented(labelled([...used], narrower(style)))] : []),
    ...(untested.length > 0 ? ["", "Not tested", ...indented(labelled(untested, narrower(style)))] : []),
    ...(emulated.length > 0
      ? ["", "Not cross-compiled", ...indented(labelled(emulated, narrower(style)))]
      : []),
    ...(own.length > 0
      ? ["", "With this machine's own compiler", ...indented(labelled(own, narrower(style)))]
      : []),
  ];
}

function contract({ contract: { mode, artifacts } }: Plan, style: Style): string[] {
  const wheels = artifacts.filter((artifact) => artifact.kind === "wheel");
  const sdist = artifacts.some(({ kind }) => kind === "sdist") ? ["the sdist"] : [];
  switch (mode) {
    case "learning":
      return paragraph(
        `Must come out: ${[...sdist, "the wheels that serve these targets"].join(" and ")}. Whether one wheel serves several of them (pure, abi3) ` +
          "is not known yet: it is learned from the first wheel of each kind of interpreter, and wheelway.lock keeps it. " +
          "From then on the plan names every file.",
        "",
        style,
      );
    case "exact":
      return [
        `Must come out: ${[...sdist, counted(wheels.length, "wheel")].join(" and ")}`,
        ...indented(labelled(wheels.filter(servesOthers).map(served), narrower(style))),
      ];
  }
}

function servesOthers({ targets, wheelKind }: ExpectedWheel): boolean {
  return targets.length > 1 || (wheelKind !== undefined && wheelKind !== "version");
}

function served({ targets, wheelKind }: ExpectedWheel): [string, string] {
  const others = targets.slice(1);
  const kind = wheelKind === undefined ? "" : `${wheelKind}; `;
  return [
    targets[0],
    others.length === 0 ? kind.replace("; ", "") : `${kind}serves ${others.join(", ")} too`,
  ];
}

/** One entry a reason, with its targets. */
function leftOut(skipped: readonly SkippedTarget[], style: Style): string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, why } of skipped) byReason.set(why, [...(byReason.get(why) ?? []), id]);
  if (byReason.size === 0) return [];
  const lines = [...byReason].flatMap(([why, ids]) => [
    ...paragraph(`${why}:`, "  ", style),
    ...paragraph(ids.join(", "), "    ", style),
  ]);
  return ["", `Left out: ${counted(skipped.length, "target")}`, ...lines];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`.trimEnd());
}

function narrower(style: Style): Style {
  return { ...style, width: style.width - 2 };
}
