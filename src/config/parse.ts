/** From the text of pyproject.toml and wheelway.toml to a `Config`, or to one error with every problem. */

import { parse as parseToml, TomlError } from "smol-toml";
import type { Config, RawTable } from "./config.ts";
import { problemsError, syntaxError, type ConfigFile } from "./config-error.ts";
import type { Declared } from "./declared.ts";
import { fitting, isTable } from "./fitting.ts";
import { nearest } from "./near.ts";
import type { Path, Problem } from "./problem.ts";
import { readProject } from "./project-facts.ts";
import { readOverrides, resolveOptions } from "./resolve.ts";
import { checkRules } from "./rules.ts";
import { schemaProblems } from "./schema-problems.ts";

export interface ConfigFiles {
  readonly pyproject: ConfigFile;
  /** `undefined` where the project has none. */
  readonly wheelway?: ConfigFile | undefined;
  /** setup.cfg, or the metadata of the sdist that the project came as: what pyproject.toml leaves to them. */
  readonly declared?: Declared | undefined;
}

/**
 * Reads the configuration: `[tool.wheelway]` of pyproject.toml, or wheelway.toml with the same keys at its top level.
 *
 * Rejects with `config-syntax` for a file that is no TOML, `project-no-build-backend` where that is all that is wrong,
 * and else with `config-invalid`, whose text has every problem with file, line and what was expected.
 */
export async function parseConfig(files: ConfigFiles): Promise<Config> {
  const pyproject = readToml(files.pyproject);
  const wheelway = files.wheelway && readToml(files.wheelway);
  const { facts, problems: projectProblems } = readProject(pyproject, files.declared);
  const tool = isTable(pyproject["tool"]) ? pyproject["tool"] : {};
  const problems: Problem[] = [...projectProblems, ...placeProblems(tool, wheelway)];

  const inPyproject = wheelway === undefined;
  const found = inPyproject ? tool["wheelway"] : wheelway;
  const file = inPyproject ? "pyproject" : "wheelway";
  const root: Path = inPyproject ? ["tool", "wheelway"] : [];
  const raw = isTable(found) ? found : {};
  if (found !== undefined && !isTable(found))
    problems.push({ file, path: root, text: "`tool.wheelway` must be a table" });

  const unfit = schemaProblems(raw, file, root);
  const config: Config = {
    project: facts,
    ...configOf(fitting(raw)),
    source:
      found === undefined
        ? undefined
        : { path: (files.wheelway ?? files.pyproject).path, table: inPyproject ? "tool.wheelway" : "" },
  };
  problems.push(
    ...unfit,
    ...checkRules(config).map((one) => ({ ...one, file, path: [...root, ...one.path] }) as const),
  );
  if (problems.length > 0)
    throw await problemsError(problems, { pyproject: files.pyproject, wheelway: files.wheelway });
  return config;
}

function configOf(raw: RawTable): Pick<Config, "options" | "overrides" | "raw"> {
  const own = Object.fromEntries(Object.entries(raw).filter(([key]) => key !== "override"));
  return { options: resolveOptions(own), overrides: readOverrides(raw), raw: own };
}

function readToml(file: ConfigFile): RawTable {
  try {
    return parseToml(file.text) as RawTable;
  } catch (error) {
    if (error instanceof TomlError) throw syntaxError(file, error);
    throw error;
  }
}

/** Settings in two places, below a table that wheelway.toml does not have, or below a misspelt name. */
function placeProblems(tool: RawTable, wheelway: RawTable | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  if (tool["wheelway"] !== undefined && wheelway !== undefined) {
    problems.push({
      file: "pyproject",
      path: ["tool", "wheelway"],
      text: "the project has both [tool.wheelway] and wheelway.toml",
      hint: "keep the settings in one of the two",
    });
  }
  for (const name of Object.keys(tool)) {
    if (name === "wheelway" || nearest(name, ["wheelway"]).length === 0) continue;
    problems.push({
      file: "pyproject",
      path: ["tool", name],
      text: `[tool.${name}] is not read`,
      hint: "did you mean [tool.wheelway]?",
    });
  }
  return problems;
}
