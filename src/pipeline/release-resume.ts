/** The use case `resume`: the only open release goes on, with what was asked for when it began. */

import { WheelwayError } from "../errors.ts";
import { distFolder } from "../release/folders.ts";
import { openRelease, type WhichRelease } from "./open-releases.ts";
import { publish } from "./publish.ts";
import { release, type ReleaseCommand } from "./release.ts";
import type { ReleaseReport } from "./release-report.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

export interface ResumeRequest extends WhichRelease {
  readonly yes: boolean;
  readonly unattended: boolean;
  readonly takeOver: boolean;
  readonly ciRun: string | undefined;
  readonly by: string;
}

/** @throws WheelwayError "usage-invalid" where none, or more than one, is open */
export async function resumeRelease(
  request: ResumeRequest,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseReport> {
  const { folder, story } = await openRelease(request, surroundings);
  const { lastRun, project, version } = story;
  if (!lastRun?.asked) throw notAsked(project, version);
  const { asked, command } = lastRun;
  const { yes, unattended, by, takeOver, ciRun } = request;
  if (command !== "release") {
    const { toTestIndex } = asked;
    // Its own copy: the folder that it came from may be gone.
    const dist = distFolder({ folder });
    const workingFolder = asked.folder;
    const again = { dist, fromRelease: asked.from, workingFolder, toTestIndex, yes, unattended, by };
    return publish(again, surroundings);
  }
  const again: ReleaseCommand["request"] = {
    command: "release",
    version: { kind: "exact", version },
    dryRun: false,
    toTestIndex: asked.toTestIndex,
    prerelease: asked.prerelease ?? undefined,
    draft: asked.draft,
    forceRecreate: false,
    yes,
    unattended,
    takeOver,
    ciRun,
    by,
  };
  const outcome = await release(
    { project: asked.folder, request: again, plan: false, backend: undefined },
    surroundings,
  );
  if (outcome.kind === "planned") throw new TypeError("a release that goes on is no plan");
  return outcome.report;
}

function notAsked(project: string, version: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `the journal of ${project} ${version} does not tell what was asked for`,
    next: "Give the command again that began it: wheelway publish, or wheelway release.",
  });
}
