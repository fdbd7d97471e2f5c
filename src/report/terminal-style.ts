/** How text looks on one terminal: colours or none, Unicode or ASCII signs, and the width. */

import picocolors from "picocolors";

export interface Glyphs {
  readonly passed: string;
  readonly failed: string;
  readonly warning: string;
  readonly waiting: string;
  readonly skipped: string;
  /** It was not there before. */
  readonly added: string;
  readonly dash: string;
  readonly ellipsis: string;
  /** Frames of what goes on, a tenth of a second each. */
  readonly running: readonly string[];
}

const unicode: Glyphs = {
  passed: "✓",
  failed: "✗",
  warning: "!",
  waiting: "·",
  skipped: "-",
  added: "+",
  dash: "–",
  ellipsis: "…",
  running: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

const ascii: Glyphs = {
  passed: "+",
  failed: "x",
  warning: "!",
  waiting: ".",
  skipped: "-",
  added: "n",
  dash: "-",
  ellipsis: "..",
  running: ["|", "/", "-", "\\"],
};

export type Colors = ReturnType<typeof picocolors.createColors>;

export interface Style {
  readonly colors: Colors;
  readonly glyphs: Glyphs;
  /** Columns; `Infinity` where nothing is cut or wrapped, since it goes to a file or a pipe. */
  readonly width: number;
}

export interface Abilities {
  readonly color: boolean;
  readonly unicode: boolean;
  /** `undefined`: not a terminal. */
  readonly columns: number | undefined;
}

export function makeStyle(abilities: Abilities): Style {
  return {
    colors: picocolors.createColors(abilities.color),
    glyphs: abilities.unicode ? unicode : ascii,
    // Narrower than this nothing can be laid out; the terminal wraps by itself.
    width: abilities.columns === undefined ? Infinity : Math.max(40, abilities.columns),
  };
}

/** No colours, no limits: for files, and the reference that all looks are tested against. */
export const plainStyle: Style = makeStyle({ color: false, unicode: true, columns: undefined });
