/** Test commands that run in the project, made to run beside copies of the files that they name. */

import { projectPath, type ProjectView } from "./view.ts";

export interface TestSources {
  /** The command with `{sources}` in the place of the project. */
  readonly command: string;
  /** Paths in the project. */
  readonly sources: readonly string[];
  /** The command names the project's folder itself. */
  readonly whole: boolean;
  /** Paths of the checkout that are not in the project. */
  readonly outside: readonly string[];
}

const placeholder = /\{(?:project|package)\}(\/[^\s"'`;&|)]*)?/g;

/** `pytest {project}/tests` -> `pytest {sources}/tests`, with `tests` to be copied. */
export function testSources(command: string, view: ProjectView): TestSources {
  const sources = new Set<string>();
  const outside: string[] = [];
  let whole = false;
  const changed = command.replace(placeholder, (found: string) => {
    const inside = projectPath(view, found);
    if (inside === undefined && /^\{\w+\}\/?$/.test(found)) whole = true;
    else if (inside === undefined) outside.push(found);
    else sources.add(existing(inside, view));
    const [, rest = ""] = /^\{\w+\}(.*)$/.exec(found) ?? [];
    const prefix =
      found.startsWith("{project}") && rest.startsWith(`/${view.prefix}`) ? view.prefix.length : 0;
    return `{sources}${prefix > 0 ? rest.slice(prefix) : rest}`;
  });
  return { command: changed, sources: [...sources], whole, outside };
}

/** The path, or the nearest folder around it that exists: what a test run makes is not there yet. */
function existing(path: string, view: ProjectView): string {
  const parts = path.split("/");
  for (let length = parts.length; length > 0; length--) {
    const candidate = parts.slice(0, length).join("/");
    if (view.paths.has(candidate)) return candidate;
  }
  return path;
}

/** Where pytest finds its configuration and the fixtures of the whole project. */
export function pytestFiles(view: ProjectView): readonly string[] {
  const files = ["pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg", "conftest.py"].filter(
    (name) => view.paths.has(name) && configures(name, view),
  );
  return view.facts.configuresPytest ? ["pyproject.toml", ...files] : files;
}

function configures(name: string, view: ProjectView): boolean {
  if (!/\.(ini|cfg)$/.test(name) || name.endsWith("pytest.ini")) return true;
  return /^\[(tool:)?pytest\]/m.test(view.texts.get(view.prefix + name) ?? "");
}
