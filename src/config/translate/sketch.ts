/** What a project's files suggest where no other tool's configuration says it: tests, Rust, and what is worth a look. */

import type { RawTable } from "../config.ts";
import { pytestFiles } from "./test-sources.ts";
import type { ProjectView } from "./view.ts";

/** Tests of pytest or unittest in a folder of the project; `undefined` where there is none. */
export function sketchTests(view: ProjectView): RawTable | undefined {
  const { paths, facts } = view;
  const folder = ["tests", "test"].find(
    (name) => paths.has(name) && [...paths].some((path) => path.startsWith(`${name}/`)),
  );
  if (folder === undefined) return undefined;
  const names = ["test", "tests", "testing"];
  const group = names.find((name) => facts.dependencyGroups.includes(name));
  const extra = group === undefined ? names.find((name) => facts.extras?.includes(name)) : undefined;
  const file = [
    `${folder}/requirements.txt`,
    "test-requirements.txt",
    "requirements-test.txt",
    "test_requirements.txt",
  ].find((name) => paths.has(name));
  const requires = group === undefined && extra === undefined ? requirements(view, file) : undefined;
  const pytest = usesPytest(view, folder, requires ?? []);
  const own = pytest ? pytestFiles(view) : [];
  return {
    ...(requires && pytest ? { requires: requires.length > 0 ? requires : ["pytest"] } : {}),
    ...(extra === undefined ? {} : { extras: [extra] }),
    ...(group === undefined ? {} : { groups: [group] }),
    sources: [`${folder}/`, ...own],
    command: pytest
      ? `python -m pytest {sources}/${folder}`
      : `python -m unittest discover -s {sources}/${folder}`,
  };
}

function requirements(view: ProjectView, file: string | undefined): readonly string[] {
  const text = file === undefined ? "" : (view.texts.get(view.prefix + file) ?? "");
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim());
  return lines.filter((line) => line !== "" && !line.startsWith("-"));
}

function usesPytest(view: ProjectView, folder: string, requires: readonly string[]): boolean {
  const { facts, paths } = view;
  const named = [...requires, view.texts.get(`${view.prefix}pyproject.toml`) ?? ""].some((text) =>
    text.includes("pytest"),
  );
  const files = [...paths].filter((path) => path.startsWith(`${folder}/`));
  const conftest = files.some((path) => path.endsWith("conftest.py")) || paths.has("conftest.py");
  // unittest finds test*.py by itself; so does pytest, which most projects use.
  return facts.configuresPytest || named || conftest || !files.some((path) => path.endsWith("/__init__.py"));
}

/** Does the build run cargo? */
export function needsRust({ facts }: ProjectView): boolean {
  const { buildBackend, requires } = facts.backend;
  return buildBackend === "maturin" || requires.some((one) => /^(maturin|setuptools[-_]rust)\b/i.test(one));
}

/** Sentences for the head of the file. */
export function seenOf(view: ProjectView): readonly string[] {
  const { facts, paths, requiresPython } = view;
  const has = (pattern: RegExp) => [...paths].some((path) => pattern.test(path));
  const requires = facts.backend.requires.join(" ").toLowerCase();
  const seen = [`build back end ${facts.backend.buildBackend}`];
  if (requiresPython !== undefined) seen.push(`requires-python ${requiresPython}`);
  if (has(/(^|\/)Cargo\.toml$/)) seen.push("Rust (Cargo.toml)");
  if (has(/\.pyx$/) || requires.includes("cython")) seen.push(cython(view, requires));
  if (requires.includes("cffi")) seen.push("CFFI");
  else if (/cffi_modules/.test(view.texts.get(`${view.prefix}setup.py`) ?? ""))
    seen.push("CFFI in setup.py, which build-system.requires does not have");
  else if (has(/\.(c|cc|cpp|cxx)$/)) seen.push("C or C++ sources");
  if (!has(/^(licen[cs]es?|copying|notice)([.-].*|\/.*)?$/i))
    seen.push("no licence file, so that no artifact will have one");
  return seen;
}

function cython(view: ProjectView, requires: string): string {
  if (requires.includes("cython")) return "Cython";
  return view.facts.backend.backendPath.length > 0
    ? "Cython sources, with a build back end of the project's own"
    : "Cython sources without Cython in build-system.requires: builds have no network, so add it there";
}
