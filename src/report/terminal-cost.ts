/** What one run costs, as people read it: a line for each CI and way of building, and where the figures come from. */

import type { CostReport } from "../pipeline/plan-cost.ts";
import type { SystemPrices } from "../plan/cost-data.ts";
import { cacheStates, type CacheState } from "../plan/cost-jobs.ts";
import type { CostProblem, CostRow } from "../plan/cost.ts";
import { clock } from "./terminal-format.ts";
import { hanging, labelled, paragraph, table, type Cell } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";

export function costLines(report: CostReport, style: Style): string[] {
  const { project, targets, rows, figures } = report;
  const { dim, bold } = style.colors;
  const name = [project.name ?? "unnamed project", project.version].filter(Boolean).join(" ");
  const head = ["CI", "Made", "Jobs", "Takes", "Cold", "Edited", "Unchanged"].map((text): Cell => ({
    text,
    color: dim,
  }));
  const good = rows.filter((row): row is CostRow => !("problem" in row));
  const right = { align: "right" as const };
  const lines = table(
    [head, ...good.map((row) => cells(row, report))],
    [{}, { shrink: true }, right, right, right, right, right],
    style,
  );
  return [
    bold(`${name}: one run of ${counted(targets.length, "target")} costs`),
    "",
    ...(good.length > 0 ? lines : []),
    ...rows.flatMap((row) => ("problem" in row ? hanging(problemText(row), "  ", style) : [])),
    "",
    ...states(style),
    ...leftOut(good, style),
    ...systems(report, style),
    ...origins(good, report, style),
    "",
    ...paragraph(
      `Prices of ${figures.date}, without tax. Others, and machines of your own, by --prices FILE.`,
      "",
      style,
    ),
  ];
}

function cells(row: CostRow, { figures }: CostReport): Cell[] {
  const prices = figures.systems[row.system];
  const sure = row.times.guess === 0 && row.times.siblings === 0 ? "" : "~";
  const cost = (state: CacheState): Cell => {
    const { minutes, money } = row.run[state];
    const price = prices?.perMonth !== undefined && money === 0 ? "" : ` ${amount(money, figures.currency)}`;
    return { text: `${sure}${minutesText(minutes)}${price}` };
  };
  return [
    { text: row.system },
    { text: madeText(row) },
    { text: String(row.jobs.length) },
    { text: sure + clock(row.run.cold.seconds) },
    ...cacheStates.map(cost),
  ];
}

function madeText({ made: { native, cross, emulated } }: CostRow): string {
  const parts = [
    ...(native > 0 ? [`${native} native`] : []),
    ...(cross > 0 ? [`${cross} cross`] : []),
    ...(emulated > 0 ? [`${emulated} emulated`] : []),
  ];
  return parts.join(", ");
}

function minutesText(minutes: number): string {
  return `${minutes >= 10 || Number.isInteger(minutes) ? Math.round(minutes) : minutes.toFixed(1)} min`;
}

/** Cents are cut off where there are dollars, not where there are none. */
function amount(money: number, currency: string): string {
  const digits = money.toFixed(money > 0 && money < 0.1 ? 3 : 2);
  return currency === "USD" ? `$${digits}` : `${digits} ${currency}`;
}

function problemText({ system, problem }: CostProblem): string {
  switch (problem.problem) {
    case "no-runner":
      return `${system}: has no machine for any of the targets`;
    case "too-few":
      return `${system}: needs ${problem.needed.length} slices at least, for ${problem.needed.join(", ")}`;
    case "too-many":
      return `${system}: ${problem.most} slices at most can be made`;
  }
}

function states(style: Style): string[] {
  return labelled(
    [
      ["Takes", "from the beginning to the end of a cold run, where jobs need not wait for machines"],
      ["Cold", "nothing in any cache"],
      ["Edited", "a change of the sources, with what was compiled before in the compiler cache"],
      ["Unchanged", "every result in the result store: only the jobs themselves are paid"],
    ],
    style,
  );
}

function leftOut(rows: readonly CostRow[], style: Style): string[] {
  const byTargets = new Map<string, Set<string>>();
  for (const { system, leftOut: ids } of rows) {
    if (ids.length === 0) continue;
    const key = ids.join(", ");
    byTargets.set(key, (byTargets.get(key) ?? new Set()).add(system));
  }
  return [...byTargets].flatMap(([ids, names]) => [
    "",
    ...hanging(`No machine at ${[...names].join(", ")} for: ${ids}`, "  ", style),
  ]);
}

/** Only what this project would use. */
function systems({ rows, figures }: CostReport, style: Style): string[] {
  const entries = Object.entries(figures.systems).flatMap(([id, prices]): [string, string][] => {
    const own = rows.filter((row): row is CostRow => !("problem" in row) && row.system === id);
    if (own.length === 0) return [];
    return [[id, systemText(prices, own, figures.currency)]];
  });
  return ["", ...labelled(entries, style)];
}

function systemText(prices: SystemPrices, rows: readonly CostRow[], currency: string): string {
  const used = new Set(rows.flatMap(({ jobs }) => jobs.map(({ runner }) => runner)));
  const machines = [...used].flatMap((kind) => {
    const machine = prices.machines[kind];
    if (!machine) return [];
    const price =
      machine.perMinute === 0 && prices.perMonth ? "" : `, ${perMinute(machine.perMinute, currency)}`;
    return [`${machine.label} (${counted(machine.cores, "core")}${price})`];
  });
  const { free, perMonth, note, roundUpSeconds, source } = prices;
  const step =
    roundUpSeconds === 1 ? "the second" : roundUpSeconds === 60 ? "the minute" : `${roundUpSeconds} s`;
  return [
    `${prices.name}: ${machines.join(", ")}; each job to ${step}.`,
    ...(perMonth ? [`${amount(perMonth.price, currency)} a month for ${perMonth.what}.`] : []),
    ...(free ? [freeText(free, rows)] : []),
    ...(note === undefined ? [] : [note]),
    `(${source})`,
  ].join(" ");
}

function perMinute(price: number, currency: string): string {
  return `${currency === "USD" ? "$" : ""}${price}${currency === "USD" ? "" : ` ${currency}`} a minute`;
}

/** The cheapest way in free minutes decides how many runs there are. */
function freeText({ minutes, plan }: NonNullable<SystemPrices["free"]>, rows: readonly CostRow[]): string {
  const least = Math.min(...rows.map(({ run }) => run.cold.freeMinutes));
  const runs = least > 0 ? `, ${Math.floor(minutes / least)} cold runs at best` : "";
  return `${minutes} minutes a month are free (${plan})${runs}.`;
}

function origins(
  rows: readonly CostRow[],
  { figures: { factors, seconds } }: CostReport,
  style: Style,
): string[] {
  const some = (from: keyof CostRow["times"]) => rows.some(({ times }) => times[from] > 0);
  const converted = some("converted") || rows.some(({ made }) => made.cross + made.emulated > 0);
  const facts: [string, string][] = [
    ...(some("remembered")
      ? [["measured", "times of earlier runs on this machine"] as [string, string]]
      : []),
    ...(some("siblings") ? [["~", "times of other targets of this project"] as [string, string]] : []),
    ...(some("guess")
      ? [
          ["~ guess", `${seconds.wheel.seconds} s a wheel, ${seconds.test.seconds} s its tests`] as [
            string,
            string,
          ],
        ]
      : []),
    ...(converted
      ? ([
          [
            "cross",
            `×${factors.crossBuild.factor} to build, ×${factors.crossTest.factor} to test (${factors.crossBuild.source})`,
          ],
          [
            "emulated",
            `×${factors.emulatedBuild.factor} to build, ×${factors.emulatedTest.factor} to test (${factors.emulatedBuild.source})`,
          ],
        ] as [string, string][])
      : []),
    ["edited", `×${factors.compilerCache.factor} to build (${factors.compilerCache.source})`],
    [
      "each job",
      `${seconds.setUp.seconds} s (${seconds.setUp.source}), and ${seconds.image.seconds} s an image`,
    ],
  ];
  return ["", ...labelled(facts, style)];
}
