/** The use case `resume`: the only open release goes on, with what was asked for when it began. */

import { WheelwayError } from "../errors.ts";
import { distFolder } from "../release/folders.ts";
import { plainRequest } from "../release/request.ts";
import type { ReleaseStory } from "../release/story.ts";
import { releasesElsewhere, type ElsewhereRelease } from "./open-elsewhere.ts";
import { knownReleases, openRelease, type WhichRelease } from "./open-releases.ts";
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
  const { releases } = await knownReleases(request, surroundings);
  if (releases.every(({ story }) => story.state !== "open")) {
    const [only, ...others] = await releasesElsewhere(request, surroundings);
    if (only && others.length === 0)
      return releaseAgain(request.workingFolder, only.version, unknown, request, surroundings);
    if (only) throw several([only, ...others]);
  }
  const { folder, story } = await openRelease(request, surroundings);
  const { lastRun, project, version } = story;
  if (!lastRun?.asked) throw notAsked(project, version);
  const { asked, command } = lastRun;
  const { yes, unattended, by } = request;
  if (command !== "release") {
    const { toTestIndex } = asked;
    // Its own copy: the folder that it came from may be gone.
    const dist = distFolder({ folder });
    const workingFolder = asked.folder;
    const again = { dist, fromRelease: asked.from, workingFolder, toTestIndex, yes, unattended, by };
    return publish(again, surroundings);
  }
  return releaseAgain(asked.folder, version, asked, request, surroundings);
}

type Asked = Pick<
  NonNullable<NonNullable<ReleaseStory["lastRun"]>["asked"]>,
  "toTestIndex" | "draft" | "prerelease"
>;

/** What a release of another machine was asked for stands on the forge's draft. */
const unknown: Asked = { toTestIndex: false, draft: false, prerelease: null };

async function releaseAgain(
  project: string,
  version: string,
  { toTestIndex, draft, prerelease }: Asked,
  { yes, unattended, takeOver, ciRun, by }: ResumeRequest,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseReport> {
  const request: ReleaseCommand["request"] = {
    ...plainRequest,
    command: "release",
    version: { kind: "exact", version },
    toTestIndex,
    prerelease: prerelease ?? undefined,
    draft,
    yes,
    unattended,
    takeOver,
    ciRun,
    by,
  };
  const outcome = await release({ project, request, plan: false, backend: undefined }, surroundings);
  if (outcome.kind !== "released") throw new TypeError("a release that goes on is no plan");
  return outcome.report;
}

function several(all: readonly ElsewhereRelease[]): WheelwayError {
  const names = all.map(({ project, version }) => `${project}==${version}`);
  return new WheelwayError("usage-invalid", {
    message: `${names.length} releases were begun on other machines: ${names.join(", ")}`,
    next: `Name the one that is meant: ${names[0] ?? ""}`,
  });
}

function notAsked(project: string, version: string): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: `the journal of ${project} ${version} does not tell what was asked for`,
    next: "Give the command again that began it: wheelway publish, or wheelway release.",
  });
}
