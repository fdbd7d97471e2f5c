/** Reads what `init` looks at: the project's list of files, and the small texts that say how it is built today. */

import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";

export interface ProjectFiles {
  /** Files and folders relative to the project, with `/`. */
  readonly paths: ReadonlySet<string>;
  /** The same of the whole checkout, relative to its root. */
  readonly rootPaths: ReadonlySet<string>;
  /** Text by path relative to the root of the checkout. */
  readonly texts: ReadonlyMap<string, string>;
  /** Path of the project below that root: empty, or with a slash at its end. */
  readonly prefix: string;
}

const ignored = new Set([
  ...[".git", ".hg", ".svn", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache"],
  ...["__pycache__", "node_modules", "dist", "dist.partial", "build", "target"],
]);

/** Files of the root of the checkout. */
const ofRoot =
  /^(\.github\/workflows\/[^/]+\.ya?ml|\.github\/.*\/action\.ya?ml|\.gitlab-ci\.yml|azure-pipelines\.yml|\.circleci\/config\.yml|rust-toolchain(\.toml)?)$/;
/** Files of the project. */
const ofProject =
  /^(pyproject\.toml|setup\.(cfg|py)|tox\.ini|Cargo\.toml|rust-toolchain(\.toml)?|([\w.-]+\/){0,3}[\w.-]*requirements[\w.-]*\.(txt|in)|([\w.-]+\/){0,2}requirements\/[\w.-]+\.txt|[\w.-]*cibuildwheel[\w.-]*\.toml)$/;

/** Larger files are no configuration. */
const largest = 512 * 1024;
/** Enough to know what a project has; a checkout with more is not walked to its end. */
const mostPaths = 20_000;

export async function readProjectFiles(project: string): Promise<ProjectFiles> {
  const root = await rootOf(project);
  const prefix = root === project ? "" : `${relative(root, project).split(sep).join("/")}/`;
  const paths = new Set<string>();
  await walk(project, "", paths);
  const wanted = [...paths].filter((path) => ofProject.test(path)).map((path) => prefix + path);
  const rootPaths = prefix === "" ? paths : new Set<string>();
  if (prefix !== "") await walk(root, "", rootPaths);
  const texts = new Map<string, string>();
  for (const path of new Set([...[...rootPaths].filter((one) => ofRoot.test(one)), ...wanted])) {
    const file = join(root, path);
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile() && found.size <= largest) texts.set(path, await readFile(file, "utf8"));
  }
  return { paths, rootPaths, texts, prefix };
}

/** The nearest folder around the project that is a checkout; the project itself where there is none. */
async function rootOf(project: string): Promise<string> {
  for (let folder = project; ; folder = dirname(folder)) {
    const git = await stat(join(folder, ".git")).catch(() => undefined);
    if (git) return folder;
    if (dirname(folder) === folder) return project;
  }
}

async function walk(root: string, folder: string, paths: Set<string>): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name, "en"))) {
    if (paths.size >= mostPaths) return;
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (ignored.has(basename(path))) continue;
    paths.add(path);
    if (entry.isDirectory()) await walk(root, path, paths);
  }
}
