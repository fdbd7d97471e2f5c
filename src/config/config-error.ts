/** The errors of the configuration, with file, line and the line's text. */

import type { TomlError } from "smol-toml";
import { errorCodes, WheelwayError } from "../errors.ts";
import { positionsOf, type Position } from "./positions.ts";
import type { Problem } from "./problem.ts";

export interface ConfigFile {
  /** As people know it: relative to the project, `pyproject.toml`. */
  readonly path: string;
  readonly text: string;
}

/** `config-syntax` for a file that is no TOML. */
export function syntaxError(file: ConfigFile, cause: TomlError): WheelwayError {
  const what = cause.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
  return new WheelwayError("config-syntax", {
    message: `${file.path} is not valid TOML`,
    why: `${placed(file, { line: cause.line, column: cause.column })}: ${what}${shown(file, cause)}`,
    next: `Correct line ${cause.line} of ${file.path}.`,
    cause,
  });
}

/** `config-invalid` with every problem, in the order of the files; another code where the only problem has one. */
export async function problemsError(
  problems: readonly Problem[],
  files: Readonly<Record<Problem["file"], ConfigFile | undefined>>,
): Promise<WheelwayError> {
  const placedProblems: { readonly problem: Problem; readonly file: ConfigFile; readonly at: Position }[] =
    [];
  for (const name of ["pyproject", "wheelway"] as const) {
    const file = files[name];
    const own = problems.filter((problem) => problem.file === name);
    if (!file || own.length === 0) continue;
    const locate = await positionsOf(file.text);
    placedProblems.push(
      ...own
        .map((problem) => ({ problem, file, at: locate(problem.path) ?? { line: 1, column: 1 } }))
        .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column),
    );
  }
  const only = problems.length === 1 ? problems[0] : undefined;
  return new WheelwayError(only?.code ?? "config-invalid", {
    message: headline(problems),
    why: placedProblems.map(({ problem, file, at }) => shownProblem(problem, file, at)).join("\n\n"),
    next: "Correct the lines above; docs/reference/config.md has every key.",
  });
}

function headline(problems: readonly Problem[]): string {
  const code = problems.length === 1 ? problems[0]?.code : undefined;
  if (code) return errorCodes[code].means.replace(/\.$/, "");
  return problems.length === 1
    ? "the configuration has a problem"
    : `the configuration has ${problems.length} problems`;
}

function shownProblem({ text, hint }: Problem, file: ConfigFile, at: Position): string {
  return `${placed(file, at)}: ${text}${shown(file, at)}${hint === undefined ? "" : `\n  ${hint}`}`;
}

function placed({ path }: ConfigFile, { line, column }: Position): string {
  return `${path}:${line}:${column}`;
}

/** The line itself, indented; long ones are cut. */
function shown({ text }: ConfigFile, { line }: Position): string {
  const source = text.split(/\r?\n/)[line - 1]?.trim() ?? "";
  if (source === "") return "";
  return `\n    ${source.length > 100 ? `${source.slice(0, 97)}...` : source}`;
}
