/** Commented lines for what the configuration does not have: how it would be written for this project. */

import type { RawTable } from "../config.ts";
import { usualPythons } from "./pythons.ts";
import { sketchTests } from "./sketch.ts";
import { tomlKey, tomlValue } from "./toml-text.ts";
import type { ProjectView } from "./view.ts";

/** Table name -> lines of TOML that belong into it; the empty name is the main table. */
export function suggest(table: RawTable, view: ProjectView): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  const main: string[] = [];
  if (table["python"] === undefined) {
    const python = usualPythons(view).map(({ name }) => name);
    main.push("Pythons are those that requires-python admits and the classifiers name. To choose them:");
    main.push(`python = ${tomlValue(python.length > 0 ? python : ["cp313", "cp314"])}`);
  }
  if (table["platforms"] === undefined) {
    main.push("Platforms are those that this machine can make. To choose them:");
    main.push('platforms = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64"]');
  }
  if (main.length > 0) found[""] = main;
  const test = (table["test"] ?? {}) as RawTable;
  const tests =
    test["command"] === undefined && !JSON.stringify(table["override"] ?? []).includes('"command"')
      ? sketchTests(view)
      : undefined;
  const smoke = test["smoke"] === undefined ? smokeTest(view) : [];
  found["test"] = [
    ...Object.entries(tests ?? {})
      .filter(([key]) => test[key] === undefined)
      .map(([key, value]) => `${tomlKey(key)} = ${tomlValue(value)}`),
    ...(smoke.length > 0
      ? [
          "Smoke tests run for every wheel and for the sdist; without any, the top-level modules are imported:",
          ...smoke,
        ]
      : []),
  ];
  return found;
}

function smokeTest(view: ProjectView): readonly string[] {
  return [`smoke = [{ name = "it imports", python = "import ${moduleOf(view)}" }]`];
}

const noModule = /^(tests?|testing|docs?|examples?|tools|benchmarks?|scripts)$/;

/** The package that the project's name tells, or the only one that is there. */
function moduleOf({ facts, paths }: ProjectView): string {
  const packages = [...paths].flatMap(
    (path) => /^(?:src\/|python\/)?([A-Za-z_]\w*)\/__init__\.py$/.exec(path)?.[1] ?? [],
  );
  const modules = packages.filter((name) => !noModule.test(name));
  const named = (facts.name?.normalized ?? "mypackage").replaceAll("-", "_");
  return modules.length === 1 && modules[0] !== undefined ? modules[0] : named;
}
