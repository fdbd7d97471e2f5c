/** `npm run demo`: a project with a C extension goes all the way to its users, and everything that it talks to is on this machine. */

import { execFile } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gitEnv } from "../../test/support/git.ts";
import { git } from "./git.ts";
import { runWorkflow } from "./jobs.ts";
import { commitAll, makeProject, pythonsHere } from "./project.ts";
import { startServices, type Services } from "./services.ts";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../bin/wheelway.js");
const tell = (line = "") => void process.stdout.write(`${line}\n`);
const title = (text: string) => tell(`\n${text}\n${"-".repeat(text.length)}`);

/** Of the caller's environment, what would make Wheelway believe that it is somewhere else. */
const foreign =
  /^(CI|CI_.*|GITHUB_.*|ACTIONS_.*|GITLAB_.*|WHEELWAY_.*|GIT_.*|.*_TOKEN|TWINE_.*|UV_PUBLISH_.*|SOURCE_DATE_EPOCH|VIRTUAL_ENV)$/;

/** `--keep-workflows DIR` copies what was written there. */
const keep = process.argv[2] === "--keep-workflows" ? process.argv[3] : undefined;

const folder = realpathSync(mkdtempSync(join(tmpdir(), "wheelway-demo-")));
const started = performance.now();
let services: Services | undefined;
try {
  services = await startServices(folder);
  await demo(services);
  title(
    `All of it took ${((performance.now() - started) / 1000).toFixed(0)} s; nothing has left this machine, and nothing stays on it`,
  );
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await services?.close();
  rmSync(folder, { recursive: true, force: true });
}

async function demo(services: Services): Promise<void> {
  const { pypi, testpypi, forge, remote } = services;
  const cache = join(folder, "cache");
  mkdirSync(cache);
  const pythons = await pythonsHere(cache);
  const [newest] = pythons.slice(-1);
  if (newest === undefined)
    throw new Error("The demo needs a CPython, 3.9 or newer, with its headers and a C compiler.");
  const env = environment(cache);

  title("1. Services of this machine");
  tell(`package index  ${pypi.address}`);
  tell(`test index     ${testpypi.address}`);
  tell(`forge          ${forge.api}  (its git: ${remote.address})`);
  tell("and a CI's identity tokens, a certificate authority, a transparency log, a time stamp authority");

  title("2. A project, and its workflow");
  const project = makeProject(join(folder, "project"), pythons, services);
  // An earlier build has taught it that each Python has a wheel of its own, so that they can be split.
  await wheelway(project, env, "lock", "--quiet");
  const slices = pythons.length > 1 ? ["--slices", String(pythons.length)] : [];
  await wheelway(project, env, "ci", "init", "github", ...slices);
  if (keep !== undefined) cpSync(join(project, ".github/workflows"), keep, { recursive: true });
  commitAll(project, "Add a lock and workflows");
  git(project, "tag", "v0.1.0");
  git(project, "push", "--quiet", "origin", "main", "v0.1.0");
  tell("$ git push origin main v0.1.0");

  title("3. The jobs of .github/workflows/release.yml, command by command");
  await runWorkflow(readFileSync(join(project, ".github/workflows/release.yml"), "utf8"), {
    folder,
    env: { ...env, ...ciEnv(git(project, "rev-parse", "HEAD")) },
    identity: services.identity,
    token: forge.token,
    tell,
    clone: (to) => prepared(remote.clone(to, "v0.1.0"), cache),
  });

  title("4. What is out there");
  for (const index of [testpypi, pypi]) {
    tell(index === pypi ? "package index" : "test index");
    for (const { file, sha256, provenance } of index.files())
      tell(
        `  ${file}  sha256:${sha256.slice(0, 12)}…  ${provenance === undefined ? "not attested" : "attested"}`,
      );
  }
  for (const { tag, draft, assets } of forge.state.read().releases)
    tell(`forge: ${draft ? "a draft of" : "release"} ${tag} with ${assets.length} files`);

  title("5. As a user gets it");
  await install(newest.path, pypi.simple, env);
}

/** Wheelway's own tools are installed once, for the first job; each has a cache of its own otherwise, and starts with nothing built. */
function prepared(clone: string, cache: string): string {
  const own = join(clone, ".wheelway", "cache");
  mkdirSync(own, { recursive: true });
  mkdirSync(join(cache, "tools"), { recursive: true });
  symlinkSync(join(cache, "tools"), join(own, "tools"));
  cpSync(join(cache, "interpreters.json"), join(own, "interpreters.json"));
  return clone;
}

/** `npx` is this checkout's own program, since a workflow names a version that a registry has. */
function environment(cache: string): Record<string, string> {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  mkdirSync(join(folder, "home"));
  const npx = join(programs, "npx");
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(npx, 0o755);
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !foreign.test(entry[0]),
  );
  return {
    ...Object.fromEntries(own),
    ...gitEnv,
    PATH: `${programs}:${process.env["PATH"] ?? ""}`,
    // Nobody's credentials, but the Pythons and the package index that the machine has.
    HOME: join(folder, "home"),
    PYENV_ROOT: process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"),
    UV_PYTHON_INSTALL_DIR: process.env["UV_PYTHON_INSTALL_DIR"] ?? join(homedir(), ".local/share/uv/python"),
    XDG_CONFIG_HOME: process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"),
    NO_COLOR: "1",
    WHEELWAY_CACHE_DIR: cache,
  };
}

/** As GitHub Actions tells it to each job of a push of a tag. */
function ciEnv(commit: string): Record<string, string> {
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: "push",
    GITHUB_REF: "refs/tags/v0.1.0",
    GITHUB_SHA: commit,
    GITHUB_REPOSITORY: "demo/demo",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_RUN_ID: "1",
    GITHUB_ACTOR: "demo",
  };
}

async function wheelway(cwd: string, env: Record<string, string>, ...argv: string[]): Promise<void> {
  tell(`$ wheelway ${argv.join(" ")}`);
  const { stdout } = await run(process.execPath, [program, ...argv], { cwd, env });
  for (const line of stdout.trim().split("\n").filter(Boolean)) tell(`  ${line}`);
}

async function install(python: string, simple: string, env: Record<string, string>): Promise<void> {
  const venv = join(folder, "user");
  await run(python, ["-m", "venv", venv], { env });
  const pip = [
    "-m",
    "pip",
    "install",
    "--disable-pip-version-check",
    "--only-binary",
    ":all:",
    "--index-url",
    simple,
    "hello-everywhere==0.1.0",
  ];
  tell(`$ python ${pip.join(" ")}`);
  const installed = join(venv, "bin", "python");
  const { stdout } = await run(installed, pip, { env });
  tell(`  ${stdout.trim().split("\n").at(-1) ?? ""}`);
  const code = "from hello_everywhere import count; print(count(b'wheelway'))";
  tell(`$ python -c "${code}"`);
  tell(`  ${(await run(installed, ["-c", code], { env })).stdout.trim()}`);
}
