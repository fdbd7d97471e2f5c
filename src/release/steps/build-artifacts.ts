/** build-artifacts: the pipeline builds the tagged commit once; from then on the same bytes go everywhere. */

import { rm } from "node:fs/promises";
import { WheelwayError } from "../../errors.ts";
import { readDistSet } from "../dist-set.ts";
import { builtFolder, distFolder } from "../folders.ts";
import { keepDist } from "../keep-dist.ts";
import { checkUpstream } from "../upstream.ts";
import type { Release, Step } from "../step.ts";
import { digestOfTag } from "../tag-digest.ts";
import { sameVersion } from "../../tags/project-name.ts";

export const buildArtifacts: Step = {
  id: "build-artifacts",
  title: "Builds, tests and verifies every artifact of the release commit, once.",
  dryRun: "acts",
  skip: ({ known }) => (known("origin")?.kind === "folder" ? "the artifacts are built" : undefined),
  settled: async (release) => {
    const manifest = release.known("manifest");
    if (!manifest) return false;
    const set = await readDistSet(distFolder(release)).catch(() => undefined);
    return set?.digest === manifest.digest;
  },
  outlook: () => Promise.resolve({ would: ["build and test every wheel and the sdist"], problems: [] }),
  run: async (release) => {
    const fresh = builtFolder(release);
    await rm(fresh, { recursive: true, force: true });
    const { folder } = await release.ports.build(release.projectFolder, fresh, release.signal, release.print);
    const set = await keepDist(release, folder);
    const { version } = release.fact("version");
    if (!sameVersion(set.version, version)) throw otherVersion(set.version, version);
    await checkNamed(release, set.digest);
    await release.learn("manifest", { digest: set.digest, files: [...set.files] });
    await rm(fresh, { recursive: true, force: true });
    await checkUpstream(release);
  },
};

/** What was pushed is never made anew: where its files are gone everywhere, only the same bytes can take their place. */
async function checkNamed(release: Release, digest: string): Promise<void> {
  const { repository } = release.ports;
  if (!repository || release.request.forceRecreate || release.known("partialTag")) return;
  const { tag } = release.fact("version");
  const named = await digestOfTag(repository, tag, release);
  if (named === undefined || named === digest) return;
  throw new WheelwayError("release-conflict", {
    message: `the tag ${tag} is pushed for other artifacts than this build made`,
    why: `Its message names the manifest ${named.slice(0, 12)}, this one is ${digest.slice(0, 12)}; the forge does not have those files.`,
    next: "Release under a new version (--bump patch or post), or replace the tag with --force-recreate.",
  });
}

function otherVersion(built: string, meant: string): WheelwayError {
  return new WheelwayError("version-differs", {
    message: `the artifacts are ${built}, the release is ${meant}`,
    why: "The build back end takes the version from somewhere else than the files that were written, or than the tag.",
    next: "Name that file in release.version-files.",
  });
}
