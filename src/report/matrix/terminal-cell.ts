/** One wheel or sdist of the matrix on a terminal: a sign, and its size where there is room. */

import { size } from "../terminal-format.ts";
import type { Glyphs, Style } from "../terminal-style.ts";
import type { Entry } from "./model.ts";
import { stateOf, type State } from "./words.ts";

/** Signs tell the states apart without colours too. */
export function signsOf(glyphs: Glyphs): Record<State, string> {
  return {
    there: glyphs.passed,
    new: glyphs.added,
    warning: glyphs.warning,
    error: glyphs.warning.repeat(2),
    missing: glyphs.failed,
    lost: glyphs.skipped,
    served: glyphs.waiting,
  };
}

/** `✓   17M`, `!+ 472k`, `✗`; a finding is told before that the wheel is new. */
export function cellText(entry: Entry, sized: boolean, { glyphs }: Style): string {
  const sign = signsOf(glyphs)[stateOf(entry)];
  if (entry.kind === "absent") return sign;
  const all = entry.isNew && entry.odd ? sign + glyphs.added : sign;
  return sized ? all.padEnd(2) + compact(entry.size).padStart(5) : all;
}

/** At most four characters: `17M`, `1.9M`, `472k`, `812`. */
function compact(bytes: number): string {
  const [value = "", unit = ""] = size(bytes).split(" ");
  return (Number(value) >= 10 ? Number(value).toFixed(0) : value) + unit.replace("B", "");
}

export function colored(state: State, text: string, { colors }: Style): string {
  switch (state) {
    case "there":
      return colors.green(text);
    case "new":
      return colors.cyan(text);
    case "warning":
    case "lost":
      return colors.yellow(text);
    case "error":
    case "missing":
      return colors.red(text);
    case "served":
      return colors.dim(text);
  }
}
