/** What init did: the file, what it took over from other tools, and every setting that it could not. */

import type { InitReport } from "../pipeline/init.ts";
import { labelled, paragraph } from "./terminal-layout.ts";
import type { Style } from "./terminal-style.ts";
import { counted } from "./text-layout.ts";

/** `shown` makes paths short. */
export function initLines(report: InitReport, style: Style, shown: (path: string) => string): string[] {
  const { colors, glyphs } = style;
  return [
    `${colors.green(glyphs.passed)} ${colors.bold(`wrote ${shown(report.path)}`)}`,
    ...accountLines(report, style),
    "",
    "Read it, then `wheelway plan` shows what it means.",
  ];
}

/** What became of the settings of other tools; empty where there were none. */
export function accountLines({ carried, notCarried }: InitReport, style: Style): string[] {
  const narrower = { ...style, width: style.width - 2 };
  const taken = labelled(
    carried.map(({ from, to }) => [to, `from ${from}`]),
    narrower,
  );
  const left = notCarried.flatMap(({ setting, value, where, why }) => [
    `  ${style.colors.yellow(setting)}${value === "" ? "" : ` = ${value}`}`,
    ...paragraph(`${where}: ${why}`, "    ", style),
  ]);
  return [
    ...(taken.length > 0
      ? ["", `Carried over: ${counted(carried.length, "setting")}`, ...taken.map((line) => `  ${line}`)]
      : []),
    ...(left.length > 0 ? ["", `Not carried over: ${counted(notCarried.length, "setting")}`, ...left] : []),
  ];
}
