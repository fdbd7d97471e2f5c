/** record-release: what was published is written down in files of the project, committed on top of what the branch is by now. */

import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Repository } from "../../clients/repository.ts";
import { recordPath } from "../../config/record-template.ts";
import { WheelwayError, type ErrorCode } from "../../errors.ts";
import { approvedGuard } from "../approval.ts";
import { advanceBranch } from "../effects/advance-branch.ts";
import { recordCommit } from "../effects/record-commit.ts";
import type { Guard } from "../effect.ts";
import { keepForPerson, recordedFiles } from "../record.ts";
import type { Release, Step } from "../step.ts";

export const recordRelease: Step = {
  id: "record-release",
  title: "Commits the record of what was published to the branch.",
  dryRun: "tells",
  skip: ({ settings, ports, request, known }) => {
    if (settings.record.length === 0) return "no files are configured";
    const origin = known("origin");
    if (origin?.writesRefs === false) return `${origins[origin.kind]}, so no branch is written`;
    if (!ports.repository) return "there is no git checkout";
    if (request.version.kind === "nightly") return "nightly versions are not recorded";
    return request.toTestIndex ? "only the test index was asked for" : undefined;
  },
  outlook: ({ settings, fact }) => {
    const { branch, remote } = fact("base");
    const paths = settings.record.map(({ path }) => recordPath(path, fact("version").version));
    return Promise.resolve({
      would: [`commit ${paths.join(", ")} on top of ${branch}, and push it to ${remote}`],
      problems: [],
    });
  },
  run: async (release) => {
    const { repository } = release.ports;
    if (!repository) return;
    const { branch } = release.fact("base");
    const files = await recordedFiles(release);
    try {
      const { commit } = await release.perform(effectOf(release, repository, files));
      await bringHome(release, repository, branch, String(commit));
    } catch (error) {
      if (!(error instanceof WheelwayError) || !lasting.includes(error.code)) throw error;
      const folder = await keepForPerson(release, files);
      const why = error.cause instanceof ServiceFailure ? error.cause.why : error.message;
      await release.warn(
        `the record was not committed: ${why}; the files are in ${folder}: commit them by hand`,
      );
    }
  },
};

const origins = {
  checkout: "it began with a checkout",
  tag: "it began with a tag that somebody pushed",
  "forge-release": "it began with a release of the forge",
  folder: "it began with a folder of artifacts",
} as const;

/** What another try would meet again. The release is out: nobody waits for its record. */
const lasting: readonly ErrorCode[] = ["release-conflict", "release-refused", "release-guarded"];

function effectOf(
  release: Release,
  repository: Repository,
  files: Awaited<ReturnType<typeof recordedFiles>>,
) {
  const { version, tag } = release.fact("version");
  const guard: Guard =
    release.settings.approval === "none"
      ? { name: "released", refuses: () => undefined }
      : approvedGuard(release);
  return recordCommit({
    repository,
    branch: release.fact("base").branch,
    tag,
    version,
    released: release.fact("commit").commit,
    manifest: release.fact("manifest").digest,
    files,
    guards: [guard],
  });
}

/** A checkout with changes in the way stays as it is. */
async function bringHome(release: Release, repository: Repository, branch: string, commit: string) {
  try {
    await release.perform(advanceBranch(repository, branch, commit));
  } catch (error) {
    release.signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    release.say(`${error.message}: git pull --ff-only ${repository.remote} ${branch} brings the record`);
  }
}
