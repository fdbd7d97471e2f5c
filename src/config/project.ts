/** What pyproject.toml says of the project itself: PEP 621 metadata, PEP 517/518 build system, PEP 735 groups. */

/** Where the version comes from; `static` also where setup.cfg or an sdist's PKG-INFO has settled it. */
export type VersionSource = "static" | "setuptools-scm" | "hatch-vcs" | "versioningit" | "other";

export interface BuildSystem {
  /** PEP 508 requirements, as written. */
  readonly requires: readonly string[];
  /** `hatchling.build`, `setuptools.build_meta:__legacy__`. */
  readonly buildBackend: string;
  /** In-tree back ends (PEP 517 `backend-path`), relative to the project. */
  readonly backendPath: readonly string[];
  /** True where the PEP 517/518 default (setuptools) stands in for what the file does not say. */
  readonly legacy: boolean;
}

export interface ProjectFacts {
  /** `undefined` where pyproject.toml does not tell (setup.py, setup.cfg). `normalized` by PEP 503. */
  readonly name: { readonly raw: string; readonly normalized: string } | undefined;
  /** The static version; `undefined` where it is dynamic or not told. */
  readonly version: string | undefined;
  /** PEP 621 `dynamic`. */
  readonly dynamic: readonly string[];
  readonly versionFrom: VersionSource;
  /** The version is computed from git's history, so a shallow clone gives a wrong one. */
  readonly versionNeedsGit: boolean;
  /** PEP 440 specifier set, as written. */
  readonly requiresPython: string | undefined;
  readonly classifiers: readonly string[];
  readonly backend: BuildSystem;
  /** Names as written (PEP 735). */
  readonly dependencyGroups: readonly string[];
  /** `undefined` where they are dynamic or pyproject.toml has no `[project]`. */
  readonly extras: readonly string[] | undefined;
  /** pyproject.toml configures pytest (`[tool.pytest.ini_options]`, or `[tool.pytest]` since pytest 9). */
  readonly configuresPytest: boolean;
}
