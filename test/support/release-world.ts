/** The one world of tests that release with the real CLI: a project, a git remote, a forge and two indexes, all on this machine. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject, onTestFinished, type TestContext } from "vitest";
import { pureWheel, sdistBytes, sdistFile, wheelBytes } from "./archives.ts";
import { privateCache, wheelwayJson, type CliOptions, type JsonRun } from "./cli.ts";
import {
  append,
  commitAll,
  copyExample,
  emptyFolder,
  git,
  gitInit,
  pythonsOrSkip,
  tinyProject,
} from "./e2e-projects.ts";
import { startFakeForge, type FakeForge } from "./fake-forge/server.ts";
import type { ForgeRules } from "./fake-forge/releases.ts";
import { startFakeIndex, type FakeIndex } from "./fake-index/server.ts";
import { gitEnv } from "./git.ts";
import { startGitRemote, type GitRemote } from "./git-remote.ts";
import { indexTable } from "./index-table.ts";
import type { Vouching } from "./vouching.ts";

export interface Services {
  readonly pypi: FakeIndex;
  readonly testpypi: FakeIndex;
  /** Tokens of both indexes, or of the CI that vouches for the run. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Tables of wheelway.toml that name them. */
  readonly tables: { readonly pypi: string; readonly testpypi: string };
}

/** Both indexes, with a token of their own each, or for the workflow that a CI vouches for. */
export async function startServices(folder: string, vouching?: Vouching): Promise<Services> {
  const start = async (name: string) => {
    const access = vouching ? { trusted: vouching.trusted() } : { password: `secret-of-${name}` };
    const index = await startFakeIndex({ folder: join(folder, name), ...access });
    onTestFinished(() => index.close());
    return index;
  };
  const [pypi, testpypi] = await Promise.all([start("pypi"), start("testpypi")]);
  return {
    pypi,
    testpypi,
    tokens: vouching
      ? vouching.tokens.env
      : { WHEELWAY_PYPI_TOKEN: "secret-of-pypi", WHEELWAY_TESTPYPI_TOKEN: "secret-of-testpypi" },
    tables: {
      pypi: indexTable("index", "pypi", pypi),
      testpypi: indexTable("test-index", "testpypi", testpypi),
    },
  };
}

export interface WorldOptions {
  /** Of examples/; default: the tiny project of the tests. */
  readonly example?: string;
  /** Lines of the table [release]. */
  readonly release?: string;
  /** Further tables of wheelway.toml. */
  readonly tables?: string;
  /** Content of further files of the project; a changelog is there already. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: no forge. */
  readonly forge?: true | Partial<ForgeRules>;
  /** Default: both indexes. */
  readonly testIndex?: false;
  /** Signed, and uploaded as a trusted publisher. Default: with tokens of the indexes. */
  readonly vouching?: Vouching;
  /** The remote is reached over HTTP. */
  readonly http?: boolean;
}

export interface ReleaseWorld extends Services {
  /** The checkout. */
  readonly project: string;
  readonly remote: GitRemote;
  /** Throws where the world has none. */
  readonly forge: FakeForge;
  /** Everything that a release needs, tokens included. */
  readonly options: CliOptions;
  /** `wheelway COMMAND …` in the checkout. */
  readonly run: (...argv: readonly string[]) => Promise<JsonRun>;
  readonly release: (...argv: readonly string[]) => Promise<JsonRun>;
  /** Options of another machine, or a job of a CI: a fresh clone and an empty cache. */
  readonly elsewhere: (branchOrTag?: string, env?: CliOptions["env"]) => CliOptions & { cwd: string };
  /** Commits all changes of the checkout, and pushes the branch and these refs. */
  readonly push: (message: string, ...refs: readonly string[]) => string;
}

export const changelog =
  "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [1.0] - 2026-01-01\n\n- First.\n";

/** A project in a checkout whose branch the remote has; one Python. */
export async function releaseWorld(context: TestContext, more: WorldOptions = {}): Promise<ReleaseWorld> {
  const { newest } = pythonsOrSkip(context);
  const folder = emptyFolder();
  const services = await startServices(folder, more.vouching);
  const remote = await startGitRemote(join(folder, "remote.git"), { http: more.http ?? false });
  onTestFinished(() => remote.close());
  const forge = more.forge && (await startForge(folder, remote, more.forge === true ? {} : more.forge));
  const config =
    `python = ["${newest}"]\n[release]\n${forgeLines(forge)}${more.vouching?.line ?? ""}${more.release ?? ""}\n` +
    `${more.testIndex === false ? "test-index = false\n" : services.tables.testpypi}${services.tables.pypi}` +
    (more.tables ?? "");
  const project = more.example === undefined ? tinyProject(config) : exampleProject(more.example, config);
  const files = {
    "CHANGELOG.md": changelog,
    ".gitignore": "dist/\n",
    ...more.vouching?.files,
    ...more.files,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  gitInit(project);
  git(project, "branch", "-M", "main");
  git(project, "remote", "add", "origin", remote.address);
  const pushMain = (...refs: readonly string[]) => {
    git(project, "push", "--quiet", remote.folder, "main", ...refs);
    git(project, "update-ref", "refs/remotes/origin/main", "main");
  };
  pushMain();
  const env = {
    ...gitEnv,
    PATH: process.env["PATH"],
    HOME: emptyFolder(),
    ...services.tokens,
    ...(forge ? { GH_TOKEN: forge.token } : {}),
  };
  const options = { cwd: project, cacheDir: privateCache(), env };
  const run = (...argv: readonly string[]) => wheelwayJson(argv, options);
  return {
    ...services,
    project,
    remote,
    get forge() {
      if (!forge) throw new Error("this world has no forge");
      return forge;
    },
    options,
    run,
    release: (...argv) => run("release", "--backend", "host", ...argv),
    elsewhere: (branchOrTag, extra = {}) => ({
      cwd: remote.clone(join(emptyFolder(), "clone"), branchOrTag),
      cacheDir: privateCache(),
      env: { ...env, HOME: emptyFolder(), ...extra },
    }),
    push: (message, ...refs) => {
      if (git(project, "status", "--porcelain") !== "") commitAll(project, message);
      pushMain(...refs);
      return git(project, "rev-parse", "HEAD");
    },
  };
}

/** Examples have their settings in pyproject.toml. */
function exampleProject(name: string, config: string): string {
  const folder = copyExample(name);
  append(folder, "pyproject.toml", `\n[tool.wheelway]\n${config.replace(/^\[+/gm, "$&tool.wheelway.")}`);
  return folder;
}

async function startForge(folder: string, remote: GitRemote, rules: Partial<ForgeRules>): Promise<FakeForge> {
  const makeTag = (tag: string, commit: string) => void git(remote.folder, "tag", tag, commit);
  const options = { folder: join(folder, "forge"), rules, git: { tags: remote.tags, makeTag } };
  const forge = await startFakeForge(options);
  onTestFinished(() => forge.close());
  return forge;
}

function forgeLines(forge: FakeForge | undefined): string {
  if (!forge) return 'forge = "none"\n';
  return `forge = "github"\nforge-api = "${forge.api}"\nforge-project = "${forge.project}"\n`;
}

export interface DistWorld extends Services {
  /** Folder with the project's settings and `dist`; no checkout. */
  readonly folder: string;
  readonly options: CliOptions;
  readonly journal: () => string;
}

export const distMetadata =
  "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\nSummary: A demo\nRequires-Python: >=3.8\nDescription-Content-Type: text/markdown\n\nA demo.\n";

/** A wheel and an sdist that something else built, and two indexes. */
export async function distWorld(context: TestContext): Promise<DistWorld> {
  const why = inject("noIndex");
  if (why !== undefined) context.skip(why);
  const services = await startServices(emptyFolder());
  const folder = emptyFolder();
  writeFileSync(join(folder, "wheelway.toml"), services.tables.pypi + services.tables.testpypi);
  writeFileSync(
    join(folder, "pyproject.toml"),
    '[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "demo"\nversion = "1.0"\n',
  );
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", pureWheel), wheelBytes({ metadata: distMetadata }));
  writeFileSync(join(folder, "dist", sdistFile), sdistBytes({ pkgInfo: distMetadata }));
  const cacheDir = privateCache();
  const options = { cwd: folder, cacheDir, env: { ...services.tokens, HOME: emptyFolder() } };
  const journal = () => readFileSync(join(cacheDir, "releases", "demo-1.0", "journal.jsonl"), "utf8");
  return { ...services, folder, options, journal };
}

/** Names of what an index has. */
export const filesOf = (index: FakeIndex): readonly string[] =>
  index
    .files()
    .map(({ file }) => file)
    .sort();

/** Names of what it stored, in that order. */
export const storedBy = (index: FakeIndex): readonly string[] =>
  index.events.flatMap((event) => (event.type === "stored" ? [event.file] : []));

export const postsTo = (index: FakeIndex): number =>
  index.events.filter(({ type }) => type === "posted").length;

/** The only release of the forge, with the names of its files; throws where it has none or several. */
export function onlyRelease(forge: FakeForge) {
  const { releases, latest } = forge.state.read();
  const [release, ...others] = releases;
  if (!release || others.length > 0) throw new Error(`the forge has ${releases.length} releases`);
  const files = release.assets.map(({ name }) => name).sort();
  return { ...release, files, latest: latest === release.id };
}

/** Everything of a folder that a rehearsal must not touch: content, names, modes and times of all files, .git included. */
export function snapshotOf(folder: string): string {
  const list =
    'find . -type f -printf "%p %m %T@ %s\\n" | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum';
  return execFileSync("sh", ["-c", list], { cwd: folder, encoding: "utf8" });
}
