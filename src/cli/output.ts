/** What the CLI writes goes through here: redacted, and in the looks of the stream it goes to. */

import type { Redactor } from "../redact.ts";
import { commandGuard, dialectOf, type CommandDialect } from "../report/ci-commands.ts";
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
  /** The CI that reads commands in what is written; `undefined` for none. */
  readonly dialect: CommandDialect | undefined;
  /** Lines that are such commands; of everything else that is written, nothing is. */
  readonly commands: (lines: readonly string[]) => void;
  /** Writes what was held back as the possible beginning of a secret. */
  readonly flush: () => void;
}

export interface Looks {
  /** `undefined`: as the terminal and NO_COLOR say. */
  readonly color: boolean | undefined;
  /** What is written is JSON, whose meaning no guard may change. */
  readonly json?: boolean | undefined;
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
  const dialect = dialectOf(door.env);
  const guard = dialect === undefined ? undefined : commandGuard(looks.json === true ? "json" : "text");
  const show = (text: string) => {
    if (text !== "") sink.write(text);
  };
  const write = (text: string) => {
    const shown = stream.write(text);
    show(guard ? guard.write(shown) : shown);
  };
  const flush = () => {
    const rest = stream.end();
    stream = redactor.stream();
    show(guard ? guard.write(rest) + guard.end() : rest);
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
    dialect,
    commands: (lines) => {
      flush();
      show(lines.map((line) => `${redactor.text(line)}\n`).join(""));
      // What comes next begins a line.
      guard?.write("\n");
    },
    flush,
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
