/** Projects made of a few texts, as `init` sees and translates them. */

import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { readProject } from "../../src/config/project-facts.ts";
import { knownInterpreters } from "../../src/config/python-releases.ts";
import { selectTargets } from "../../src/config/select.ts";
import { render } from "../../src/config/translate/render.ts";
import { translate, type Translation } from "../../src/config/translate/translate.ts";
import type { ProjectView } from "../../src/config/translate/view.ts";
import { parse } from "smol-toml";
import { projectToml } from "./configs.ts";

export interface InitProject {
  /** Lines of pyproject.toml below `[build-system]` and `[project]`. */
  readonly pyproject?: string;
  /** Lines of its `[project]` table. */
  readonly project?: string;
  /** Path -> text. */
  readonly files?: Readonly<Record<string, string>>;
}

export function viewOf({ pyproject = "", project = "", files = {} }: InitProject): ProjectView {
  const text = `${projectToml(project)}\n${pyproject}`;
  const texts = new Map(Object.entries({ "pyproject.toml": text, ...files }));
  const folders = [...texts.keys()].flatMap((path) => {
    const parts = path.split("/");
    return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  });
  const facts = readProject(parse(text)).facts;
  const paths = new Set(folders);
  return { facts, requiresPython: facts.requiresPython, paths, rootPaths: paths, texts, prefix: "" };
}

export interface Translated extends Translation {
  /** What the rendered file is read as: it must have no problem. */
  readonly config: Config;
  readonly text: string;
  /** The names of all targets that the configuration chooses. */
  readonly targets: readonly string[];
}

export async function translated(project: InitProject): Promise<Translated> {
  const view = viewOf(project);
  const translation = await translate(view);
  const text = render({ ...translation, nested: false });
  const config = await parseConfig({
    pyproject: { path: "pyproject.toml", text: view.texts.get("pyproject.toml") ?? "" },
    wheelway: { path: "wheelway.toml", text },
  });
  return { ...translation, config, text, targets: targetsOf(config) };
}

/** The targets of a configuration on a machine that makes all of its platforms. */
export function targetsOf(config: Config): readonly string[] {
  const can = { interpreters: knownInterpreters, platforms: config.options.platforms ?? [] };
  return selectTargets(config, can)
    .targets.map(({ id }) => id)
    .sort();
}

/** `[tool.cibuildwheel]` with these lines, and a workflow that calls it on Linux, x86_64. */
export async function cibuildwheel(lines: string, rest: InitProject = {}): Promise<Translated> {
  return translated({ ...rest, pyproject: `[tool.cibuildwheel]\n${lines}\n${rest.pyproject ?? ""}` });
}

/** A workflow with one job on `runner` that has these lines of steps; `version` is cibuildwheel's. */
export function workflow(
  env: Readonly<Record<string, string>>,
  { runner = "ubuntu-24.04", version = "v4.2.0" } = {},
): string {
  const lines = Object.entries(env).map(([name, value]) => `          ${name}: ${JSON.stringify(value)}\n`);
  return `on: [push]
jobs:
  wheels:
    runs-on: ${runner}
    steps:
      - uses: pypa/cibuildwheel@${version}
        env:
${lines.length > 0 ? lines.join("") : "          NOTHING: ''\n"}`;
}
