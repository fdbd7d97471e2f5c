/** Loads a project: a folder or an sdist, its configuration, its lock, its checkout, and what must stop it early. */

import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { parseCoreMetadata } from "../artifacts/core-metadata.ts";
import { readSdist } from "../artifacts/sdist.ts";
import type { Sdist } from "../artifacts/archive.ts";
import { gitProgram, readCheckout, type Checkout, type Git } from "../clients/git.ts";
import type { Config } from "../config/config.ts";
import { fromCoreMetadata, fromSetupCfg, type Declared } from "../config/declared.ts";
import { parseConfig } from "../config/parse.ts";
import { WheelwayError } from "../errors.ts";
import { textIfThere } from "../files.ts";
import { emptyLock, parseLock, type Lock } from "../lock/lock.ts";
import { newestTime } from "./newest-time.ts";
import { withoutOwn } from "./own-folder.ts";

export interface Project {
  /** Real path of the folder, or of the sdist file. */
  readonly path: string;
  /** Folder in which wheelway.lock stands and dist/ is written by default. */
  readonly home: string;
  readonly config: Config;
  readonly lock: Lock;
  /** Is there a wheelway.lock? */
  readonly locked: boolean;
  readonly checkout: Checkout | undefined;
  readonly git: Git;
  /** The project came as this sdist. */
  readonly sdist: Sdist | undefined;
  /** SOURCE_DATE_EPOCH, seconds since 1970: the last commit, or the newest file of an sdist or folder. */
  readonly epoch: number;
}

/**
 * Which folder is staged, and where the project is in it: the whole checkout where the version comes from git and the
 * project is below its top, since the history belongs to the top.
 */
export function stagedAt({ path, checkout, config }: Project): { root: string; subfolder: string } {
  if (!config.project.versionNeedsGit || !checkout) return { root: path, subfolder: "" };
  return { root: checkout.top, subfolder: relative(checkout.top, path).replaceAll("\\", "/") };
}

/** `git` chooses how git is asked, once the configuration is known. */
export async function loadProject(
  path: string,
  git: (config: Config) => Git = () => gitProgram,
): Promise<Project> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw new WheelwayError("project-not-found", {
      message: `there is nothing at ${path}`,
      next: "Give the path of a project's folder, or of an sdist (.tar.gz).",
      cause,
    });
  });
  const isFolder = (await stat(real)).isDirectory();
  return isFolder ? loadFolder(real, git) : loadSdist(real);
}

/** The configuration alone, as it stands in a project's folder. Throws "project-no-pyproject" and what `parseConfig` throws. */
export async function readConfig(root: string): Promise<Config> {
  const [pyproject, wheelway, setupCfg, pkgInfo] = await Promise.all([
    text(root, "pyproject.toml"),
    text(root, "wheelway.toml"),
    text(root, "setup.cfg"),
    text(root, "PKG-INFO"),
  ]);
  if (pyproject === undefined) {
    const legacy = (await text(root, "setup.py")) !== undefined;
    throw new WheelwayError("project-no-pyproject", {
      message: `${root} has no pyproject.toml`,
      why: legacy
        ? "It has a setup.py; a pyproject.toml with a [build-system] table makes it a project that every front end builds the same way (PEP 517)."
        : "A project is a folder with a pyproject.toml, or an sdist.",
      next: "Run `wheelway init` in the project's folder, or give the path of a project.",
    });
  }
  return parseConfig({
    pyproject: { path: "pyproject.toml", text: pyproject },
    ...(wheelway === undefined ? {} : { wheelway: { path: "wheelway.toml", text: wheelway } }),
    ...declaredBy(pkgInfo, setupCfg),
  });
}

async function loadFolder(root: string, choose: (config: Config) => Git): Promise<Project> {
  const config = await readConfig(root);
  const git = choose(config);
  const checkout = await readCheckout(root, git, (files) => withoutOwn(root, files));
  checkHistory(config, checkout);
  const lockText = await text(root, "wheelway.lock");
  return {
    path: root,
    home: root,
    config,
    lock: lockText === undefined ? emptyLock : parseLock(lockText, "wheelway.lock"),
    locked: lockText !== undefined,
    checkout,
    git,
    sdist: undefined,
    epoch: checkout?.epoch ?? (await newestTime(root)),
  };
}

/** An unpacked sdist says everything in its PKG-INFO, its version too; else setup.cfg may say what pyproject.toml does not. */
function declaredBy(pkgInfo: string | undefined, setupCfg: string | undefined): { declared?: Declared } {
  if (pkgInfo !== undefined) return { declared: fromCoreMetadata(parseCoreMetadata(pkgInfo)) };
  return setupCfg === undefined ? {} : { declared: fromSetupCfg(setupCfg) };
}

async function loadSdist(file: string): Promise<Project> {
  if (!/\.(tar\.gz|zip)$/.test(file)) {
    throw new WheelwayError("project-not-found", {
      message: `${basename(file)} is neither a folder nor an sdist (.tar.gz)`,
      next: "Give the path of a project's folder, or of an sdist.",
    });
  }
  const sdist = await readSdist(file, { texts: ["wheelway.toml", "wheelway.lock"] });
  const config = await parseConfig({
    pyproject: { path: `${basename(file)}/pyproject.toml`, text: sdist.pyproject ?? "" },
    ...(sdist.texts["wheelway.toml"] === undefined
      ? {}
      : { wheelway: { path: `${basename(file)}/wheelway.toml`, text: sdist.texts["wheelway.toml"] } }),
    declared: fromCoreMetadata(sdist.metadata),
  });
  const lockText = sdist.texts["wheelway.lock"];
  return {
    path: file,
    home: dirname(file),
    config,
    lock: lockText === undefined ? emptyLock : parseLock(lockText, "wheelway.lock"),
    locked: lockText !== undefined,
    checkout: undefined,
    git: gitProgram,
    sdist,
    epoch: sdist.newest,
  };
}

/** A version that is computed from git needs the whole history; a build without submodules gives a broken sdist. */
function checkHistory(config: Config, checkout: Checkout | undefined): void {
  const [submodule] = checkout?.missingSubmodules ?? [];
  if (submodule !== undefined) {
    throw new WheelwayError("project-submodule-missing", {
      message: `the git submodule ${submodule} is not checked out`,
      why: "The sdist would lack its files.",
      next: "git submodule update --init --recursive",
    });
  }
  if (!config.project.versionNeedsGit) return;
  const from = config.project.versionFrom;
  if (!checkout) {
    throw new WheelwayError("project-no-git", {
      message: `the version comes from git (${from}), and this is no git checkout with a commit`,
      next: "Build from a clone, or from an sdist, which has its version in PKG-INFO.",
    });
  }
  if (checkout.shallow) {
    throw new WheelwayError("project-shallow-clone", {
      message: `the version comes from git (${from}), and this clone is shallow`,
      why: `It has ${checkout.tags} tags; the last one may be older than what was fetched.`,
      next: "git fetch --unshallow --tags (in GitHub Actions: `fetch-depth: 0` of actions/checkout; in `dagger call`: --git in the place of --source)",
    });
  }
}

function text(folder: string, name: string): Promise<string | undefined> {
  return textIfThere(join(folder, name));
}
