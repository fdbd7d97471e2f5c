/** Which Pythons a project is for, where no tool is told. */

import { admits, classifiedVersions, isBuiltByDefault, knownInterpreters } from "../python-releases.ts";
import { pythonVersion, type Interpreter } from "../../tags/interpreter.ts";
import { asText } from "./ci/expression.ts";
import type { CiStep } from "./ci/step.ts";
import { interpreterName } from "./maturin/arguments.ts";
import type { Ledger } from "./setting.ts";
import type { ProjectView } from "./view.ts";

/** The released CPythons that requires-python admits and the classifiers name: what Wheelway builds by itself. */
export function usualPythons({ requiresPython, facts }: ProjectView): readonly Interpreter[] {
  const admitted = knownInterpreters.filter((one) => isBuiltByDefault(one) && admits(requiresPython, one));
  const claims = classifiedVersions(facts.classifiers);
  const claimed = admitted.filter((one) => claims?.has(pythonVersion(one)) ?? true);
  return claimed.length > 0 ? claimed : admitted;
}

/**
 * The Pythons that the project's own CI tests with (`python-version` of actions/setup-python), where there is more than
 * one; `undefined` otherwise.
 */
export function testedPythons(
  steps: readonly CiStep[],
  view: ProjectView,
  ledger: Ledger,
): readonly string[] | undefined {
  const inputs = steps
    .filter(({ action }) => action === "actions/setup-python")
    .flatMap(({ inputs: given }) => given.get("python-version") ?? []);
  const names = new Set(inputs.flatMap(({ value }) => asText(value).split(/\s+/)).map(interpreterName));
  const found = knownInterpreters.filter((one) => names.has(one.name) && admits(view.requiresPython, one));
  if (found.length < 2) return undefined;
  ledger.carry([...new Set(inputs.map(({ setting }) => setting))], "python");
  return found.map(({ name }) => name);
}
