/** A pushed tag is the release: `v0.0.1-alpha` goes no further than the test index, `v0.1.0` goes to the users; a rerun does nothing. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wheelwayJson } from "../support/cli.ts";
import { git, replaceIn } from "../support/e2e-projects.ts";
import { filesOf, onlyRelease, postsTo, releaseWorld, type ReleaseWorld } from "../support/release-world.ts";

const head = "# Changelog\n\n## [Unreleased]\n\n";
const alpha = `## [0.0.1-alpha] - 2025-01-26

### Added

- Initial alpha release
- Container.scan() for automatic registration

### Fixed

- Singleton caching bug in Rust container
`;
const stable = "## [0.1.0] - 2025-02-02\n\n### Added\n\n- Stable.\n\n";

function tagged(here: ReleaseWorld, tag: string, version: string, changelog: string): string {
  replaceIn(here.project, "pyproject.toml", /^version = ".+"$/m, `version = "${version}"`);
  writeFileSync(join(here.project, "CHANGELOG.md"), changelog);
  here.push(`docs: update changelog for ${version}`);
  git(here.project, "tag", "-a", tag, "-m", `Release ${version}`);
  return here.push("", tag);
}

it("takes prereleases to the test index and final versions to the index, each with its section of the changelog", async (context) => {
  const release = 'approval = "policy"\nprereleases-stop = true';
  const here = await releaseWorld(context, { forge: true, release });
  const argv = ["release", "--backend", "host"];
  // An alpha needs no credentials of the index that it never reaches.
  const ci = { CI: "true", GITHUB_RUN_ID: "1" };
  const first = tagged(here, "v0.0.1-alpha", "0.0.1a0", head + alpha);
  const job = here.elsewhere("v0.0.1-alpha", { ...ci, WHEELWAY_PYPI_TOKEN: undefined });
  const before = here.remote.refs();
  const run = await wheelwayJson(argv, job);
  expect(run.stderr).not.toContain("error[");
  expect(run.status).toBe(0);
  expect(filesOf(here.testpypi)).toEqual(["tiny-0.0.1a0-py3-none-any.whl", "tiny-0.0.1a0.tar.gz"]);
  expect(postsTo(here.pypi)).toBe(0);
  expect(here.remote.refs()).toEqual(before);
  const { tag, title, body, prerelease, draft, latest, files } = onlyRelease(here.forge);
  expect({ tag, title, prerelease, draft, latest }).toEqual({
    tag: "v0.0.1-alpha",
    title: "v0.0.1-alpha",
    prerelease: true,
    draft: false,
    latest: false,
  });
  expect(body.split("\n\n<!--")[0]).toBe(alpha.split("\n").slice(2).join("\n").trim());
  expect(files).toEqual(["manifest.json", ...filesOf(here.testpypi)]);

  // The same job again, on a machine that knows nothing of the first: nothing is sent, nothing is changed.
  const [posts, events] = [postsTo(here.testpypi), here.forge.events.length];
  const again = await wheelwayJson(argv, here.elsewhere("v0.0.1-alpha", ci));
  expect(again.stderr).not.toContain("error[");
  expect(again.status).toBe(0);
  expect(postsTo(here.testpypi)).toBe(posts);
  expect(here.forge.events.slice(events)).toEqual([]);

  const second = tagged(here, "v0.1.0", "0.1.0", head + stable + alpha);
  expect(second).not.toBe(first);
  const final = await wheelwayJson(argv, here.elsewhere("v0.1.0", ci));
  expect(final.stderr).not.toContain("error[");
  expect(final.status).toBe(0);
  expect(filesOf(here.pypi)).toEqual(["tiny-0.1.0-py3-none-any.whl", "tiny-0.1.0.tar.gz"]);
  const { releases, latest: newest } = here.forge.state.read();
  const made = releases.find((one) => one.tag === "v0.1.0");
  expect(made).toMatchObject({ draft: false, prerelease: false, id: newest });
  expect(made?.body.split("\n\n<!--")[0]).toBe("### Added\n\n- Stable.");
});
