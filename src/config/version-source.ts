/** Where the version comes from, and whether computing it needs git's history. */

import { normalizeName } from "../tags/project-name.ts";
import type { VersionSource } from "./project.ts";

type Table = Readonly<Record<string, unknown>>;

/** Build requirements that compute the version from git, by normalised name. */
const fromGit: Readonly<Record<string, VersionSource>> = {
  "setuptools-scm": "setuptools-scm",
  "vcs-versioning": "setuptools-scm",
  "hatch-vcs": "hatch-vcs",
  versioningit: "versioningit",
  "setuptools-git-versioning": "other",
  "poetry-dynamic-versioning": "other",
  "uv-dynamic-versioning": "other",
  versioneer: "other",
  dunamai: "other",
};

/** Tables whose presence or content says the same, for back ends that have it built in. */
const tables: readonly (readonly [readonly string[], unknown, VersionSource])[] = [
  [["tool", "hatch", "version", "source"], "vcs", "hatch-vcs"],
  [["tool", "hatch", "version", "source"], "versioningit", "versioningit"],
  [["tool", "versioningit"], undefined, "versioningit"],
  [["tool", "setuptools_scm"], undefined, "setuptools-scm"],
  [["tool", "pdm", "version", "source"], "scm", "other"],
];

/** `requires` are the build requirements (PEP 508). A static version needs nothing. */
export function versionSource(
  pyproject: Table,
  version: string | undefined,
  requires: readonly string[],
): { readonly versionFrom: VersionSource; readonly versionNeedsGit: boolean } {
  if (version !== undefined) return { versionFrom: "static", versionNeedsGit: false };
  for (const [path, value, source] of tables) {
    const found = path.reduce<unknown>((at, part) => (at as Table | undefined)?.[part], pyproject);
    if (found !== undefined && (value === undefined || found === value))
      return { versionFrom: source, versionNeedsGit: true };
  }
  for (const requirement of requires) {
    const name = /^[A-Za-z0-9._-]+/.exec(requirement.trim())?.[0] ?? "";
    const source = fromGit[normalizeName(name)];
    if (source) return { versionFrom: source, versionNeedsGit: true };
  }
  return { versionFrom: "other", versionNeedsGit: false };
}
