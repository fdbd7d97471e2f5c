/** What the CLI writes goes through here: redacted, and in the looks of the stream it goes to. */

import type { Redactor } from "../redact.ts";
import { makeStyle, type Style } from "../report/terminal-style.ts";
import type { Door, Sink } from "./door.ts";

export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** For the width that the terminal has now. */
  readonly style: () => Style;
  readonly write: (text: string) => void;
  readonly lines: (lines: readonly string[]) => void;
  /** Writes what was held back as the possible beginning of a secret. */
  readonly flush: () => void;
}

export interface Looks {
  /** `undefined`: as the terminal and NO_COLOR say. */
  readonly color: boolean | undefined;
}

export function makeOutput(
  sink: Sink,
  redactor: Redactor,
  door: Pick<Door, "env" | "platform">,
  looks: Looks,
): Output {
  let stream = redactor.stream();
  const color = looks.color ?? wantsColor(sink, door.env);
  const unicode = hasUnicode(door);
  const write = (text: string) => {
    const shown = stream.write(text);
    if (shown !== "") sink.write(shown);
  };
  return {
    get isTerminal() {
      return sink.isTerminal;
    },
    get columns() {
      return sink.columns;
    },
    get rows() {
      return sink.rows;
    },
    style: () => makeStyle({ color, unicode, columns: sink.isTerminal ? (sink.columns ?? 80) : undefined }),
    write,
    lines: (lines) => write(lines.map((line) => `${line}\n`).join("")),
    flush: () => {
      const rest = stream.end();
      stream = redactor.stream();
      if (rest !== "") sink.write(rest);
    },
  };
}

/** https://no-color.org: any value but the empty one. FORCE_COLOR is for CI logs, which show colours without being terminals. */
function wantsColor({ isTerminal }: Sink, env: Door["env"]): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

/** POSIX: the first of the three that is set decides. Terminals of Windows that show UTF-8 tell so by a variable. */
function hasUnicode({ env, platform }: Pick<Door, "env" | "platform">): boolean {
  if (platform === "win32") return Boolean(env["WT_SESSION"]) || env["TERM_PROGRAM"] === "vscode";
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find(Boolean);
  return locale === undefined ? platform === "darwin" : /utf-?8/i.test(locale);
}
