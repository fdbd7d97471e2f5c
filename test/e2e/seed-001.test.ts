/** Release and publish as two workflows: the first needs no credentials of an index, the second takes the files from the forge and is retried. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { startCli, wheelwayJson } from "../support/cli.ts";
import { git } from "../support/e2e-projects.ts";
import { filesOf, onlyRelease, postsTo, releaseWorld, storedBy } from "../support/release-world.ts";

/** What git-cliff does: the version's section, from the commits since the last one. */
const cliff = `import pathlib, subprocess, sys
version, tag = sys.argv[1:]
subjects = subprocess.run(["git", "log", "--format=- %s"], capture_output=True, check=True, text=True).stdout
path = pathlib.Path("CHANGELOG.md")
head, rest = path.read_text().split("\\n\\n", 1)
path.write_text(f"{head}\\n\\n## [{version}] - 2026-11-22\\n\\n### Changes in {tag}\\n\\n{subjects}\\n{rest}")
`;

const settings = `approval = "policy"
split = true
changelog = { generate = ["python3", "cliff.py", "{version}", "{tag}"] }
dispatch = { workflow = "publish.yml", inputs = { tag = "{tag}" } }
`;

const noTokens = { WHEELWAY_PYPI_TOKEN: undefined, WHEELWAY_TESTPYPI_TOKEN: undefined };
const names = ["tiny-1.1-py3-none-any.whl", "tiny-1.1.tar.gz"];

function world(context: TestContext) {
  const files = { "cliff.py": cliff, "CHANGELOG.md": "# Changelog\n\n## [1.0] - 2026-01-01\n\n- First.\n" };
  return releaseWorld(context, { forge: true, http: true, release: settings, files });
}

it("makes the forge's release without any credentials of an index, and publishes its files from another machine after a failure", async (context) => {
  const here = await world(context);
  const first = here.elsewhere("main", { ...noTokens, CI: "true", GITHUB_RUN_ID: "1" });
  const run = await wheelwayJson(["release", "--backend", "host", "--version", "1.1"], first);
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  expect(postsTo(here.pypi) + postsTo(here.testpypi)).toBe(0);
  const { tag, draft, prerelease, latest, body, files } = onlyRelease(here.forge);
  expect({ tag, draft, prerelease, latest }).toEqual({
    tag: "v1.1",
    draft: false,
    prerelease: false,
    latest: true,
  });
  expect(files).toEqual(["manifest.json", ...names]);
  expect(body).toContain("### Changes in v1.1\n\n- Commit");
  expect(git(here.remote.folder, "show", "main:CHANGELOG.md")).toContain("## [1.1] - 2026-11-22");
  expect(here.remote.refs()["refs/tags/v1.1^{}"]).toBe(here.remote.refs()["refs/heads/main"]);
  expect(here.forge.state.read().dispatches).toEqual([
    { workflow: "publish.yml", ref: "v1.1", inputs: { tag: "v1.1" } },
  ]);

  // The second workflow: the index is down, and the job is cancelled.
  const argv = ["publish", "--from-release", "v1.1"];
  const jobOf = (id: string) =>
    here.elsewhere("v1.1", { GH_TOKEN: undefined, CI: "true", GITHUB_RUN_ID: id });
  here.pypi.faults.push({ on: "upload", do: "503", times: 100 });
  const down = startCli([...argv, "--verbose"], jobOf("2"));
  await down.saw("503");
  down.child.kill("SIGTERM");
  expect((await down.done).status).not.toBe(0);
  expect(storedBy(here.testpypi)).toEqual(names);
  expect(filesOf(here.pypi)).toEqual([]);

  here.pypi.faults.length = 0;
  const retried = await wheelwayJson(argv, jobOf("3"));
  expect(retried.stderr).not.toContain("error[");
  expect(retried.status).toBe(0);
  // The same bytes as the forge's release, each sent once.
  for (const index of [here.testpypi, here.pypi]) {
    expect(storedBy(index)).toEqual(names);
    for (const file of index.files())
      expect(here.forge.state.read().releases[0]?.assets).toContainEqual(
        expect.objectContaining({ name: file.file, sha256: file.sha256 }),
      );
  }
  expect(postsTo(here.testpypi)).toBe(2);
});

it("starts afresh with --force-recreate where the first half failed, and makes a prerelease where that was asked for", async (context) => {
  const here = await world(context);
  const argv = ["release", "--backend", "host", "--version", "1.1"];
  here.forge.faults.push({ on: "update", do: "401", times: 100 });
  const failed = await wheelwayJson(argv, here.elsewhere("main", { ...noTokens, CI: "true" }));
  expect(failed.error).toMatchObject({ code: "credentials-refused" });
  expect(Object.keys(here.remote.tags())).toEqual(["v1.1"]);
  expect(onlyRelease(here.forge).draft).toBe(true);
  const abandoned = here.remote.tags()["v1.1"];
  here.forge.faults.length = 0;
  git(here.project, "pull", "--quiet", here.remote.folder, "main");
  writeFileSync(join(here.project, "tiny.py"), "answer = 43\n");
  here.push("Mend it");
  const job = here.elsewhere("main", { ...noTokens, CI: "true" });
  const run = await wheelwayJson([...argv, "--force-recreate", "--prerelease"], job);
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  expect(here.remote.tags()["v1.1"]).toBe(here.remote.refs()["refs/heads/main"]);
  expect(here.remote.tags()["v1.1"]).not.toBe(abandoned);
  expect(onlyRelease(here.forge)).toMatchObject({ draft: false, prerelease: true, latest: false });
  expect(onlyRelease(here.forge).files).toEqual(["manifest.json", ...names]);
});
