/** The Pythons that Wheelway knows by name, and which of them a project without `python` is built for. */

import { parseInterpreter, pythonVersion, type Interpreter } from "../tags/interpreter.ts";
import { satisfies } from "@renovatebot/pep440";

/**
 * `default`: built unless the project says otherwise; `by-name`: only where `python` or `--only` names it
 * (past its end of life, not yet released, experimental, or another implementation).
 */
type Phase = "default" | "by-name";

const releases: Readonly<Record<string, Phase>> = {
  cp38: "by-name",
  cp39: "default",
  cp310: "default",
  cp311: "default",
  cp312: "default",
  cp313: "default",
  cp314: "default",
  cp315: "by-name",
  cp313t: "by-name",
  cp314t: "by-name",
  cp315t: "by-name",
  pp39: "by-name",
  pp310: "by-name",
  pp311: "by-name",
  gp311: "by-name",
  gp312: "by-name",
};

/** Every interpreter name that a configuration may hold. */
export const knownInterpreterNames = Object.keys(releases);

export const knownInterpreters: readonly Interpreter[] = knownInterpreterNames.flatMap(
  (name) => parseInterpreter(name) ?? [],
);

export function isBuiltByDefault(interpreter: Interpreter): boolean {
  return releases[interpreter.name] === "default";
}

const patchReleases = Array.from({ length: 60 }, (_, patch) => patch);

/**
 * Is there a patch release of this Python that the specifier set (PEP 440) admits? `>=3.9.2` admits cp39,
 * `<3.12` does not admit cp312.
 */
export function admits(requiresPython: string | undefined, interpreter: Interpreter): boolean {
  if (requiresPython === undefined) return true;
  const version = pythonVersion(interpreter);
  return patchReleases.some((patch) => satisfies(`${version}.${patch}`, requiresPython));
}

const versionClassifier = /^Programming Language :: Python :: (\d+\.\d+)$/;

/** The `3.x` versions that the classifiers name; `undefined` where they name none. */
export function classifiedVersions(classifiers: readonly string[]): ReadonlySet<string> | undefined {
  const versions = classifiers.flatMap((classifier) => versionClassifier.exec(classifier)?.[1] ?? []);
  return versions.length > 0 ? new Set(versions) : undefined;
}
