/** Headless releases: a policy approves where credentials are there; without them, or with other changes, all stays at home. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, type TestContext } from "vitest";
import { readJournal } from "../../src/release/journal-file.ts";
import { wheelwayJson } from "../support/cli.ts";
import { commitAll, emptyFolder, git } from "../support/e2e-projects.ts";
import { startFakeIndex } from "../support/fake-index/server.ts";
import { indexTable } from "../support/index-table.ts";
import { filesOf, onlyRelease, postsTo, releaseWorld, storedBy } from "../support/release-world.ts";

const config = `approval = "policy"
version-files = ["VERSION", "pyproject.toml"]
commit-paths = ["VERSION", "fixtures/**"]
quality = [{ name = "test suite with --all", command = "echo ran --all", acknowledge = "policy" }]
`;

async function world(context: TestContext, release = "") {
  const registry = await startFakeIndex({ folder: emptyFolder(), password: "secret-of-registry" });
  onTestFinished(() => registry.close());
  const tables = indexTable("registries", "own-registry", registry).replace(/^\[(.+)\]$/m, "[[$1]]");
  const files = { VERSION: "1.0\n", "fixtures/releases.json": "[]\n" };
  const here = await releaseWorld(context, {
    forge: true,
    release: config + release,
    tables,
    files,
    testIndex: false,
  });
  const environment = { ...here.options.env, WHEELWAY_OWN_REGISTRY_TOKEN: "secret-of-registry" };
  const headless = (env: Readonly<Record<string, string | undefined>> = {}, ...argv: readonly string[]) =>
    wheelwayJson(argv.length > 0 ? argv : ["release", "--backend", "host", "--bump", "minor"], {
      ...here.options,
      env: { ...environment, ...env },
    });
  const journal = async (version = "1.1") => {
    const path = join(here.project, ".git/wheelway/releases", version, "journal.jsonl");
    return (await readJournal(path)).entries;
  };
  return { ...here, forge: here.forge, registry, headless, journal };
}

it("approves by policy where all credentials are there, commits what may go along, and publishes to a further registry", async (context) => {
  const here = await world(context);
  writeFileSync(join(here.project, "fixtures/releases.json"), '["1.1"]\n');
  writeFileSync(join(here.project, "fixtures/new.json"), "{}\n");
  const run = await here.headless();
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  const suite = (await here.journal()).find((entry) => entry.type === "acknowledged");
  expect(suite).toMatchObject({ what: "test suite with --all", how: "policy" });
  const approved = (await here.journal()).find((entry) => entry.type === "approved");
  expect(approved).toMatchObject({
    how: "policy",
    manifest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  });
  const changed = git(here.remote.folder, "show", "--name-only", "--format=", "main").split("\n");
  expect(changed).toEqual([
    "CHANGELOG.md",
    "VERSION",
    "fixtures/new.json",
    "fixtures/releases.json",
    "pyproject.toml",
  ]);
  expect(git(here.remote.folder, "show", "main:VERSION")).toBe("1.1");
  expect(filesOf(here.registry)).toEqual(filesOf(here.pypi));
  expect(filesOf(here.registry)).toHaveLength(2);
  const receipts = (await here.journal()).flatMap((entry) =>
    entry.type === "receipt" ? [entry.effect] : [],
  );
  for (const file of filesOf(here.registry)) {
    expect(receipts).toContain(`upload:own-registry:${file}`);
    expect(receipts).toContain(`upload:pypi:${file}`);
  }
  expect(onlyRelease(here.forge).draft).toBe(false);
});

it("stops without credentials, names all that are missing, and goes on with the same bytes when they are there", async (context) => {
  const here = await world(context);
  const run = await here.headless({ WHEELWAY_PYPI_TOKEN: undefined, WHEELWAY_OWN_REGISTRY_TOKEN: undefined });
  expect(run.error).toMatchObject({ code: "credentials-missing" });
  expect(run.error?.message).toContain("there are no credentials for pypi");
  expect(run.error?.message).toContain("there are no credentials for own-registry");
  expect(run.error?.why).toContain("before anything leaves");
  expect(run.status).toBe(3);
  expect(Object.keys(here.remote.refs())).toEqual(["HEAD", "refs/heads/main"]);
  expect(postsTo(here.pypi) + postsTo(here.registry) + here.forge.events.length).toBe(0);
  expect((await here.journal()).some(({ type }) => type === "approved")).toBe(false);
  const fact = async () =>
    (await here.journal()).findLast((entry) => entry.type === "fact" && entry.name === "manifest");
  const before = await fact();
  const resumed = await here.headless({}, "resume");
  expect(resumed.stderr).not.toContain("error[");
  expect(resumed.status).toBe(0);
  expect(await fact()).toEqual(before);
  expect(resumed.events.some((event) => event.type === "task-started" && event.task === "sdist")).toBe(false);
  expect(filesOf(here.registry)).toEqual(filesOf(here.pypi));
  expect(filesOf(here.pypi)).toHaveLength(2);
});

it("stops at other changes, and at a checkpoint that nobody has acknowledged", async (context) => {
  const checkpoint = 'checkpoints = [{ name = "migrations are squashed", approval = true }]\n';
  const here = await world(context, checkpoint);
  writeFileSync(join(here.project, "VERSION"), "1.0\n\n");
  writeFileSync(join(here.project, "tiny.py"), "changed = 1\n");
  const dirty = await here.headless();
  expect(dirty.error).toMatchObject({ code: "repository-not-ready" });
  expect(dirty.error?.message).toContain("tiny.py");
  expect(dirty.error?.message).not.toContain("VERSION");
  git(here.project, "checkout", "--quiet", "tiny.py");
  const open = await here.headless();
  expect(open.error).toMatchObject({ code: "approval-missing" });
  expect(open.error?.message).toContain("migrations are squashed");
  expect(open.status).toBe(1);
  expect(open.stderr).toContain("ran --all");
  // A release manager has looked at it; the scheduler goes on, and its policy approves the bytes.
  const said = await here.headless({}, "approve", "--note", "one migration");
  expect(said.stderr).not.toContain("error[");
  const resumed = await here.headless({}, "resume");
  expect(resumed.stderr).not.toContain("error[");
  expect(resumed.status).toBe(0);
  const entries = await here.journal();
  const acknowledged = entries.flatMap((entry) => (entry.type === "acknowledged" ? [entry.what] : []));
  expect(acknowledged).toContain("migrations are squashed");
  expect(entries.find((entry) => entry.type === "approved")).toMatchObject({ how: "policy" });
  expect(filesOf(here.pypi)).toHaveLength(2);
});

it("finds that the branch moved while it worked, and starts again from what everybody has", async (context) => {
  const here = await world(context);
  // Somebody pushes while the commands run, once.
  const other = here.remote.clone(join(emptyFolder(), "other"));
  writeFileSync(join(other, "tiny.py"), "answer = 43\n");
  commitAll(other, "Meanwhile");
  const script = join(emptyFolder(), "push.sh");
  writeFileSync(script, `cd '${other}' && git push --quiet origin main\n`);
  const toml = join(here.project, "wheelway.toml");
  writeFileSync(toml, readFileSync(toml, "utf8").replace("echo ran --all", `sh ${script}`));
  git(other, "pull", "--quiet", "--rebase", "origin", "main");
  here.push("Push meanwhile");
  git(other, "pull", "--quiet", "--rebase", "origin", "main");
  const moved = git(other, "rev-parse", "HEAD");
  const run = await here.headless();
  expect(run.stderr).toMatch(/main moved/);
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  // The version is raised once, and the release stands on what was pushed meanwhile.
  const refs = here.remote.refs();
  expect(git(here.remote.folder, "rev-parse", "main^")).toBe(moved);
  expect(refs["refs/tags/v1.1^{}"]).toBe(refs["refs/heads/main"]);
  expect(Object.keys(refs).filter((ref) => ref.startsWith("refs/tags/"))).toHaveLength(2);
  expect(storedBy(here.pypi)).toEqual(["tiny-1.1-py3-none-any.whl", "tiny-1.1.tar.gz"]);
  expect(onlyRelease(here.forge).tag).toBe("v1.1");
});
