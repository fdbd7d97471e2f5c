/** The use case `publish`: the artifacts of a folder, or of a forge's release, to the indexes, in guarded steps that a later run goes on from. */

import { join, resolve } from "node:path";
import { parseConfig } from "../config/parse.ts";
import type { Config } from "../config/config.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { WheelwayError } from "../errors.ts";
import { readDistSet, type DistSet } from "../release/dist-set.ts";
import { withRelease } from "../release/open-release.ts";
import { plainRequest, type ReleaseRequest } from "../release/request.ts";
import { runSteps } from "../release/runner.ts";
import { steps } from "../release/steps.ts";
import { takeSet } from "../release/take-set.ts";
import { normalizeName } from "../tags/project-name.ts";
import { readConfig } from "./project.ts";
import {
  fromRelease,
  takeFetched,
  withForge,
  type Fetched,
  type FromRelease,
} from "./publish-from-release.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { makeReleaseReport, type ReleaseReport } from "./release-report.ts";

export interface PublishRequest {
  /** Folder of wheels and sdist; not read where the files come from a release. */
  readonly dist: string;
  /** The files of a forge's release, in the place of a folder. */
  readonly fromRelease?: FromRelease | undefined;
  /** Absolute; where relative paths begin, and whose project's settings hold where it is the artifacts' own. */
  readonly workingFolder: string;
  readonly toTestIndex: boolean;
  /** Approve without being asked. */
  readonly yes: boolean;
  /** Nobody is there to be asked. */
  readonly unattended: boolean;
  readonly by: string;
}

export async function publish(
  request: PublishRequest,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseReport> {
  const { fromRelease: from, workingFolder } = request;
  if (!from) return publishSet(request, surroundings, undefined);
  return fromRelease(from, workingFolder, surroundings, (fetched) =>
    publishSet(request, surroundings, fetched),
  );
}

async function publishSet(
  request: PublishRequest,
  surroundings: ReleaseSurroundings,
  fetched: Fetched | undefined,
): Promise<ReleaseReport> {
  const from = fetched?.place.dist ?? resolve(request.workingFolder, request.dist);
  const set = await readDistSet(from);
  const config = await configFor(request.workingFolder, set);
  const meant = settingsFor(config.options.release, request);
  const settings = fetched ? withForge(meant, fetched.from) : meant;
  const projectFolder = request.workingFolder;
  const at = fetched ? { withForge: true, remoteAddress: fetched.remoteAddress } : {};
  const own = config.project.name?.normalized === normalizeName(set.project);
  const test = own ? config.options.test : undefined;
  const open = {
    folder: join(surroundings.cacheDir, "releases", `${normalizeName(set.project)}-${set.version}`),
    project: set.project,
    version: set.version,
    projectFolder,
    request: releaseRequest(request),
    settings,
    ports: releasePorts({ settings, test, projectFolder, ...at }, surroundings),
    clock: clockOf(surroundings),
    signal: surroundings.signal,
    tell: surroundings.tellRelease,
    redact: surroundings.redact,
    ...(fetched ? { from: fetched.from } : {}),
  };
  return withRelease(open, async (release) => {
    await (fetched ? takeFetched(release, fetched) : takeSet(release, from));
    await runSteps(steps, release, surroundings.tellRelease);
    return makeReleaseReport(release);
  });
}

/** A folder that is published says for itself where it stops; the public index is not needed for a rehearsal. */
function settingsFor(settings: ReleaseSettings, { toTestIndex }: PublishRequest): ReleaseSettings {
  return toTestIndex ? { ...settings, index: undefined, registries: [] } : settings;
}

/** The settings of the working folder's project, where the artifacts are its own; else the defaults. */
export async function configFor(folder: string, set: Pick<DistSet, "project">): Promise<Config> {
  const own = await readConfig(folder).catch((error: unknown): undefined => {
    if (error instanceof WheelwayError && error.code === "project-no-pyproject") return undefined;
    throw error;
  });
  if (own?.project.name?.normalized === normalizeName(set.project)) return own;
  const text = `[project]\nname = ${JSON.stringify(set.project)}\nversion = "0"\n`;
  return parseConfig({ pyproject: { path: "pyproject.toml", text } });
}

function releaseRequest({ toTestIndex, yes, unattended, by }: PublishRequest): ReleaseRequest {
  return {
    ...plainRequest,
    command: "publish",
    version: { kind: "given" },
    toTestIndex,
    yes,
    unattended,
    by,
  };
}
