/** The use case `release`: from a checkout to its users, in guarded steps that any later run goes on from. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import type { Config } from "../config/config.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { WheelwayError } from "../errors.ts";
import { ask } from "../release/ask.ts";
import { hasBegun } from "../release/has-begun.ts";
import { withRelease } from "../release/open-release.ts";
import { withClaimHeld } from "../release/hold-claim.ts";
import { findPartialTag } from "../release/partial.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { ReleaseRequest } from "../release/request.ts";
import { planSteps, runSteps, type PlannedStep } from "../release/runner.ts";
import type { Release } from "../release/step.ts";
import type { Clock } from "../release/perform.ts";
import { staysDraft } from "../release/release-marker.ts";
import { giveClaimBack } from "../release/steps/claim-version.ts";
import { steps } from "../release/steps.ts";
import { rehearsalVersion } from "../release/version/decide.ts";
import { isPrerelease, tagOf, tagsMeaning } from "../release/version/spelling.ts";
import { openVersion } from "./open-version.ts";
import { readConfig } from "./project.ts";
import { sweepAborted } from "./release-decide.ts";
import { mostRestarts, restless, takeBack, type EarlierTry } from "./release-restart.ts";
import { begunElsewhere, type PushedRelease } from "./release-elsewhere.ts";
import { keepRehearsal, keptPlace } from "./keep-rehearsal.ts";
import { recover } from "./release-recover.ts";
import { chooseVersion, type VersionQuestion } from "./release-version.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { originOf } from "./release-origin.ts";
import { makeReleaseReport, type ReleaseReport } from "./release-report.ts";

export interface ReleaseCommand {
  /** Absolute. */
  readonly project: string;
  readonly request: ReleaseRequest;
  /** Only say what each step would do. */
  readonly plan: boolean;
  readonly backend: "auto" | "dagger" | "host" | undefined;
  /** Absolute path of a folder that was built of this commit already: nothing is built. */
  readonly artifacts?: string | undefined;
}

export type ReleaseOutcome =
  | { readonly kind: "released"; readonly report: ReleaseReport }
  /** The commit has its nightly: nothing was done. */
  | { readonly kind: "unchanged"; readonly version: string; readonly commit: string }
  | { readonly kind: "planned"; readonly version: string; readonly steps: readonly PlannedStep[] };

export async function release(
  command: ReleaseCommand,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseOutcome> {
  const { dryRun, version } = command.request;
  if (version.kind === "nightly")
    return (await import("./release-nightly.ts")).releaseNightly(command, surroundings);
  if (!dryRun && !command.plan) return releaseFresh(command, surroundings);
  // A rehearsal has a clone of its own: the user's repository is not touched at all.
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-rehearsal-"));
  try {
    const { options, project: of } = await readConfig(command.project);
    const { remote } = options.release;
    const own = await gitRepository({ folder: command.project, remote, env: surroundings.env });
    const project = await own.cloneTo(join(scratch, "clone"), command.project);
    const stateFolder = join(scratch, "releases");
    const kept = join(surroundings.cacheDir, "rehearsals", of.name?.normalized ?? "");
    try {
      const outcome = await releaseFrom({ ...command, project }, surroundings, { stateFolder, earlier: [] });
      if (outcome.kind === "again") throw outcome.why;
      if (outcome.kind !== "released") return outcome;
      return { ...outcome, report: { ...outcome.report, journal: keptPlace(outcome.report.journal, kept) } };
    } finally {
      if (!command.plan) await keepRehearsal(stateFolder, kept, surroundings.tellRelease);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Begins again where the upstream branch moved meanwhile. */
async function releaseFresh(
  command: ReleaseCommand,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseOutcome> {
  const earlier: EarlierTry[] = [];
  for (;;) {
    const outcome = await releaseFrom(command, surroundings, { stateFolder: undefined, earlier });
    if (outcome.kind !== "again") return outcome;
    await sweepAborted(outcome.folder);
    earlier.push(outcome.tried);
    if (earlier.length > mostRestarts) throw restless(outcome.why);
  }
}

/** The upstream branch moved; everything is taken back. */
interface Again {
  readonly kind: "again";
  readonly folder: string;
  readonly tried: EarlierTry;
  readonly why: WheelwayError;
}

interface Place {
  readonly stateFolder: string | undefined;
  readonly earlier: readonly EarlierTry[];
}

async function releaseFrom(
  command: ReleaseCommand,
  surroundings: ReleaseSurroundings,
  { stateFolder, earlier }: Place,
): Promise<ReleaseOutcome | Again> {
  const project = resolve(command.project);
  const config = await readConfig(project);
  const settings = config.options.release;
  const { signal, now } = surroundings;
  const clock = clockOf(surroundings);
  const repository = await gitRepository({ folder: project, remote: settings.remote, env: surroundings.env });
  const root = stateFolder ?? join(await repository.gitFolder(), "wheelway", "releases");
  const name = config.project.name?.raw ?? "";
  const { backend, request, artifacts } = command;
  const { test } = config.options;
  const remoteAddress = await repository.remoteAddress();
  const ports = releasePorts(
    { settings, test, projectFolder: project, repository, remoteAddress, backend, artifacts },
    surroundings,
  );
  const asked = { settings, request, repository, ports, clock, signal };
  const question = { ...asked, project: name, folder: project, now, earlier };
  const open = await openVersion(root, request);
  const chosen =
    open === undefined ? await choose(question) : { version: open, before: null, pushed: undefined };
  const { version, pushed } = chosen;
  const opening = {
    folder: join(root, version),
    project: name,
    version,
    projectFolder: project,
    request: pushed && staysDraft(pushed.release.body) ? { ...request, draft: true } : request,
    ...only(request, settings, ports),
    clock,
    signal,
    tell: surroundings.tellRelease,
    redact: surroundings.redact,
  };
  return withRelease(opening, (opened) =>
    run(opened, command, surroundings, { repository, config, ...chosen }),
  );
}

/** A release that another machine has begun goes before a new one. */
async function choose(question: VersionQuestion & { readonly ports: ReleasePorts; readonly clock: Clock }) {
  const { request, now } = question;
  if (request.dryRun && request.toTestIndex) {
    // What is uploaded is there for ever: the version itself must stay free for the release.
    const chosen = await ask(question, () => chooseVersion(question));
    return { ...chosen, version: rehearsalVersion(chosen.version, now()), pushed: undefined };
  }
  const { forge } = question.ports;
  const pushed = forge && (await begunElsewhere({ ...question, forge }, question));
  if (pushed) return { version: pushed.version, before: null, pushed };
  return { ...(await ask(question, () => chooseVersion(question))), pushed: undefined };
}

/** Where a release to the test index alone can go: no credential of another index is looked for. */
function only({ toTestIndex }: ReleaseRequest, settings: ReleaseSettings, ports: ReleasePorts) {
  if (!toTestIndex) return { settings, ports };
  const none = { index: undefined, registries: [] };
  return { settings: { ...settings, ...none }, ports: { ...ports, ...none } };
}

interface Found {
  readonly repository: Repository;
  readonly config: Config;
  readonly version: string;
  readonly before: string | null;
  /** What another machine has begun. */
  readonly pushed: PushedRelease | undefined;
}

async function run(
  opened: Release,
  { plan, request }: ReleaseCommand,
  surroundings: ReleaseSurroundings,
  found: Found,
): Promise<ReleaseOutcome | Again> {
  const begun = hasBegun(opened.journal.entries) ? opened.known("version")?.version : undefined;
  const version = begun ?? (await begin(opened, found));
  if (plan) return { kind: "planned", version, steps: await planSteps(steps, opened) };
  try {
    await withClaimHeld(opened, (held) => runSteps(steps, held, surroundings.tellRelease));
  } catch (error) {
    if (!(error instanceof WheelwayError) || error.code !== "release-stale" || request.dryRun) throw error;
    const tried = await takeBack(opened, error, surroundings);
    return { kind: "again", folder: opened.folder, tried, why: error };
  } finally {
    await giveClaimBack(opened);
  }
  return { kind: "released", report: makeReleaseReport(opened) };
}

/** The facts that everything else stands on, written down before anything is changed. */
async function begin(opened: Release, found: Found): Promise<string> {
  const { repository, config, version, before, pushed } = found;
  const { settings, signal, ports } = opened;
  const { commit } = await repository.head();
  const branch = settings.branch ?? (await repository.mainBranch());
  const project = config.project.name?.raw ?? "";
  if (pushed && ports.forge) return recover(opened, pushed, { forge: ports.forge, project, branch });
  const refs = await ask(opened, () => repository.remoteRefs("refs/tags/", signal));
  const names = refs.map(({ ref }) => ref.replace("refs/tags/", ""));
  // A tag that somebody pushed may spell the version otherwise: v1.0.0-alpha is 1.0.0a0.
  const [meant] = tagsMeaning(settings.tagFormat, names, version);
  const partial = await findPartialTag(opened, repository, tagOf(settings.tagFormat, version));
  if (partial) await opened.learn("partialTag", { object: partial.object, commit: partial.commit });
  const fromTag =
    partial === undefined &&
    meant !== undefined &&
    refs.some((ref) => ref.ref === `refs/tags/${meant}` && ref.commit === commit);
  const tag = fromTag ? meant : tagOf(settings.tagFormat, version);
  await opened.learn("origin", await originOf(opened, fromTag ? tag : undefined));
  await opened.learn("base", { commit, branch, remote: settings.remote });
  if (fromTag) await opened.learn("commit", { commit, tag });
  await opened.learn("version", { project, version, tag, before, prerelease: isPrerelease(version) });
  return version;
}
