/** The written pipeline of GitLab run by gitlab-ci-local, with the services of a release beside it. */

import { expect, it } from "vitest";
import { told, wheelway } from "../support/cli.ts";
import { git, programOrSkip, pythonsOrSkip, replaceIn } from "../support/e2e-projects.ts";
import { gitlabCiLocal, gitlabCiLocalOrSkip } from "../support/gitlab-ci-local.ts";
import { filesOf, onlyRelease, releaseWorld } from "../support/release-world.ts";
import { startVouching } from "../support/vouching.ts";

it("a tag is built in two slices, gathered, signed, released as a trusted publisher", async (context) => {
  gitlabCiLocalOrSkip(context);
  programOrSkip(context, "cc");
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("needs two Pythons");
  const vouching = await startVouching();
  const world = await releaseWorld(context, {
    forge: true,
    vouching,
    tables: '[build]\nenv = { TINY = "compile" }\n',
    files: { "wheelway.lock": 'version = 1\n\n[facts.kinds.cpython]\nkind = "version"\n' },
  });
  const both = `python = ["${oldest}", "${newest}"]\nbackend = "host"`;
  replaceIn(world.project, "wheelway.toml", `python = ["${newest}"]`, both);
  // An image that has everything: the jobs run on this machine, which has it as well.
  const init = ["ci", "init", "gitlab", "--slices", "2", "--image", "ci.example.org/python"];
  for (const argv of [["lock"], init, ["ci", "check"]]) {
    const run = await wheelway(argv, world.options);
    expect(run.status, told(run)).toBe(0);
  }
  world.push("Add a pipeline");
  git(world.project, "tag", "v1.0");
  git(world.project, "push", "--quiet", world.remote.folder, "v1.0");

  const { token } = vouching.tokens;
  const identities = { SIGSTORE_ID_TOKEN: await token("sigstore"), PYPI_ID_TOKEN: await token("pypi") };
  const run = await gitlabCiLocal({
    cwd: world.project,
    variables: { CI_COMMIT_TAG: "v1.0", GH_TOKEN: world.forge.token, ...identities },
  });
  expect(run.status, run.text.slice(-5000)).toBe(0);
  expect(filesOf(world.pypi)).toHaveLength(3);
  expect(filesOf(world.pypi)).toEqual(filesOf(world.testpypi));
  expect(world.pypi.files().every(({ provenance }) => provenance !== undefined)).toBe(true);
  expect(onlyRelease(world.forge).files).toEqual(expect.arrayContaining([...filesOf(world.pypi)]));
  for (const secret of [world.forge.token, ...Object.values(identities)])
    expect(run.text).not.toContain(secret);
});
