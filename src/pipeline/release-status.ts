/** The use case `status`: which releases this machine knows of, how far each is, and what of it is out there now. */

import { normalizeName } from "../tags/project-name.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import { journalPath, lockPath, logPath } from "../release/folders.ts";
import { judgeSet } from "../release/effects/index-set.ts";
import { lockHolder } from "../release/local-lock.ts";
import type { ReleaseStory } from "../release/story.ts";
import { lookElsewhere, type ElsewhereRelease } from "./open-elsewhere.ts";
import { knownReleases, type Known, type KnownRelease, type WhichRelease } from "./open-releases.ts";
import { configFor } from "./publish.ts";
import { releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

export interface StatusRequest extends WhichRelease {
  /** Ask no index. */
  readonly offline: boolean;
}

/** What an index has of a release. */
export interface Outside {
  readonly index: string;
  readonly page: string | undefined;
  readonly state: "none" | "some" | "all" | "conflict" | "unknown";
  /** Files of the release that are there, and that are not. */
  readonly present: readonly string[];
  readonly missing: readonly string[];
  /** Of a conflict, and of what cannot be told. */
  readonly why: string | undefined;
}

export interface ReleaseStatus extends ReleaseStory {
  /** Absolute. */
  readonly folder: string;
  readonly journal: string;
  /** The same for people. */
  readonly log: string;
  /** The process of this machine that works on it now. */
  readonly process: number | undefined;
  /** Empty with `offline`, as long as there is no set, and for one that is over and was not named. */
  readonly outside: readonly Outside[];
}

export interface StatusReport {
  /** Open ones first. */
  readonly releases: readonly ReleaseStatus[];
  /** Begun on other machines, and not over; empty with `offline`. */
  readonly elsewhere: readonly ElsewhereRelease[];
  readonly damaged: Known["damaged"];
}

export async function releaseStatus(
  request: StatusRequest,
  surroundings: ReleaseSurroundings,
): Promise<StatusReport> {
  const { releases, damaged } = await knownReleases(request, surroundings, { aborted: true });
  const all = await Promise.all(releases.map((one) => statusOf(one, request, surroundings)));
  const elsewhere = request.offline ? [] : await lookElsewhere(request, surroundings);
  const unknown = elsewhere.filter(
    ({ project, version }) =>
      !releases.some(
        ({ story }) => story.state !== "aborted" && story.project === project && story.version === version,
      ),
  );
  const open = ({ state }: ReleaseStatus) => (state === "open" ? 0 : 1);
  const sorted = all.sort((a, b) => open(a) - open(b) || compare(b.began, a.began));
  return { releases: sorted, elsewhere: unknown, damaged };
}

async function statusOf(
  { folder, story }: KnownRelease,
  { offline, release }: StatusRequest,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseStatus> {
  const process = await lockHolder(lockPath(folder));
  // What is over is asked for only where somebody wants to know of it.
  const wanted = !offline && (story.state === "open" || release !== undefined);
  const outside = wanted ? await outsideOf(story, surroundings) : [];
  return { ...story, folder, journal: journalPath(folder), log: logPath(folder), process, outside };
}

async function outsideOf(story: ReleaseStory, surroundings: ReleaseSurroundings): Promise<Outside[]> {
  const asked = story.lastRun?.asked;
  if (!story.manifest || !asked) return [];
  // The settings as they are now: where it would go on to.
  const config = await configFor(asked.folder, story).catch(() => undefined);
  if (!config) return [];
  const settings = config.options.release;
  const { index, testIndex, registries } = releasePorts(
    { settings, test: undefined, projectFolder: asked.folder },
    surroundings,
  );
  const further = asked.toTestIndex ? [] : [index, ...registries];
  const indexes = [testIndex, ...further].filter((one) => one !== undefined);
  return Promise.all(indexes.map((one) => look(one, story, surroundings.signal)));
}

async function look(index: UploadIndex, story: ReleaseStory, signal: AbortSignal): Promise<Outside> {
  const project = normalizeName(story.project);
  const files = story.manifest?.files.filter(({ kind }) => kind !== "other") ?? [];
  const base = { index: index.name, page: index.page(project, story.version), why: undefined };
  try {
    const verdict = judgeSet(await index.listing(project, signal), story.version, files);
    if (verdict.state === "conflict")
      return { ...base, state: "conflict", present: [], missing: [], why: verdict.why.join("; ") };
    const { present, missing } = verdict;
    return {
      ...base,
      state: missing.length === 0 ? "all" : present.length > 0 ? "some" : "none",
      present,
      missing,
    };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return { ...base, state: "unknown", present: [], missing: [], why };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
