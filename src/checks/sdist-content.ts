/** Has the sdist taken along what only lay about in the working folder: a build, an environment, a repository, data? */

import type { Sdist } from "../artifacts/archive.ts";
import type { Check } from "./check.ts";
import { finding, type Finding, type Severity } from "./finding.ts";
import { shown } from "./sibling-groups.ts";

interface Leftovers {
  readonly what: string;
  /** Plain on its own; else only where the previous release did not have it. */
  readonly plain: Severity | undefined;
  readonly matches: (path: string, size: number) => boolean;
}

const MiB = 1024 * 1024;

/** At the top or below: the first folder that matches is named. */
const kinds: readonly Leftovers[] = [
  {
    what: "a version control folder",
    plain: "error",
    matches: (path) =>
      /(?:^|\/)(?:\.git\/(?:HEAD|objects\/|index$|config$)|\.hg\/(?:store|dirstate)|\.svn\/(?:wc\.db|entries))/.test(
        path,
      ),
  },
  {
    what: "a virtual environment",
    plain: "error",
    matches: (path) =>
      /(?:^|\/)(?:pyvenv\.cfg$|(?:\.venv|venv|env)\/(?:bin|Scripts|lib)\/)|\/site-packages\//.test(path),
  },
  {
    what: "the output of a Rust build",
    plain: "error",
    matches: (path) =>
      /(?:^|\/)target\/(?:[^/]+\/)?(?:debug|release)\/(?:deps|build|incremental|\.fingerprint)\//.test(path),
  },
  {
    what: "packages of Node",
    plain: "error",
    matches: (path) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path),
  },
  {
    what: "a database or a dump",
    plain: "warning",
    matches: (path, size) =>
      size >= MiB && /\.(?:sqlite3?|db|dump|sql|dmp|core|parquet|mdb)(?:\.(?:gz|xz|zst|bz2))?$/i.test(path),
  },
  {
    what: "caches of tools",
    plain: "warning",
    matches: (path) =>
      /(?:^|\/)(?:\.(?:mypy|pytest|ruff)_cache|\.tox|\.nox)\//.test(path) ||
      /(?:^|\/)__pycache__\/[^/]+\.pyc$/.test(path),
  },
  {
    what: "built artifacts",
    plain: "warning",
    matches: (path) =>
      /^(?:dist|wheelhouse)\/[^/]+\.(?:whl|tar\.gz)$|^build\/(?:lib|temp|bdist)\./.test(path),
  },
  { what: "files of an editor", plain: undefined, matches: (path) => /^\.(?:idea|vscode|vs)\//.test(path) },
  { what: "a target/ folder", plain: undefined, matches: (path) => /^(?:[^/]+\/)?target\//.test(path) },
  {
    what: "a .env folder or an editor's backup",
    plain: undefined,
    matches: (path) => /^\.env\/|~$|\.(?:orig|rej|swp)$/.test(path),
  },
];

export const sdistContent: Check = {
  name: "sdist-content",
  title: "The sdist holds no environments, builds, repositories, dumps or files of an editor.",
  codes: ["WW069"],
  run: ({ sdist, previous }) => (sdist ? kinds.flatMap((kind) => judge(kind, sdist, previous?.sdist)) : []),
};

function judge({ what, plain, matches }: Leftovers, sdist: Sdist, before: Sdist | undefined): Finding[] {
  const found = sdist.members.filter(({ path, size }) => matches(path, size));
  const [first] = found;
  if (!first) return [];
  const known = before?.members.some(({ path, size }) => matches(path, size));
  // It was there last time, and the index took it: worth a word, but no accident of today.
  const severity =
    known === true ? (plain === undefined ? undefined : "warning") : (plain ?? (before && "warning"));
  if (severity === undefined) return [];
  const bytes = found.reduce((sum, { size }) => sum + size, 0);
  const more = found.length === 1 ? "" : ` and ${found.length - 1} more files`;
  const message = `it holds ${what}: ${shown(first.path)}${more}, ${bytes} bytes`;
  return [finding("WW069", sdist.name.file, message, { severity, member: first.path })];
}
