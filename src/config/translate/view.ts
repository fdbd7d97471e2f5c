/** What is seen of a project: its metadata, its files, and the texts that say how it is built today. */

import type { ProjectFacts } from "../project.ts";
import type { Texts } from "./ci/step.ts";

export interface ProjectView {
  readonly facts: ProjectFacts;
  /** PEP 440; also from setup.cfg or setup.py, where pyproject.toml does not say. */
  readonly requiresPython: string | undefined;
  /** Files and folders, relative to the project, with `/`. */
  readonly paths: ReadonlySet<string>;
  /** The same of the whole checkout, relative to its root, where CI runs. */
  readonly rootPaths: ReadonlySet<string>;
  /** Texts of files by their path relative to the root of the checkout, where CI runs. */
  readonly texts: Texts;
  /** Path of the project below that root: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** The part of a word that may be a path: `{project}`, `{package}`, `./` and cibuildwheel's `/project` taken away. */
const base = /^(?:\{project\}|\{package\}|\/project|\.)(?:\/|$)/;

/**
 * The path inside the project that a word of a command names, relative to the project; `undefined` where it names none.
 * Paths that do not exist are taken only where a placeholder says that they are the project's.
 */
export function projectPath(view: ProjectView, word: string): string | undefined {
  const isOwn = /^\{(project|package)\}/.test(word);
  const bare = word
    .replace(base, "")
    .replace(/^(?:\.\/)+/, "")
    .replace(/\/+$/, "");
  const [path = ""] = bare.split("::", 1);
  if (path === "" || path === "." || /^[-/~$]|\.\.(\/|$)|[*?]/.test(path)) return undefined;
  const inside =
    !word.startsWith("{package}") && path.startsWith(view.prefix) ? path.slice(view.prefix.length) : path;
  if (view.paths.has(inside)) return inside;
  return isOwn && (view.prefix === "" || inside !== path || word.startsWith("{package}"))
    ? inside
    : undefined;
}
