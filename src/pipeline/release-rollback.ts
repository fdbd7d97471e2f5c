/** The use case `rollback`: a version is taken back as far as that goes; what is left for a person is named, with its place. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import { WheelwayError } from "../errors.ts";
import { ask } from "../release/ask.ts";
import { readFact } from "../release/facts.ts";
import { journalPath } from "../release/folders.ts";
import { withClaimHeld } from "../release/hold-claim.ts";
import type { JournalEntry } from "../release/journal-entry.ts";
import { readJournal } from "../release/journal-file.ts";
import { withRelease } from "../release/open-release.ts";
import { plainRequest, type ReleaseRequest } from "../release/request.ts";
import { planRollback, type ByHand, type RollbackPlan } from "../release/rollback.ts";
import type { Release } from "../release/step.ts";
import { claimVersion, giveClaimBack } from "../release/steps/claim-version.ts";
import { storyOf } from "../release/story.ts";
import { isPrerelease, tagOf, tagsMeaning } from "../release/version/spelling.ts";
import { normalizeVersion } from "../tags/project-name.ts";
import { knownReleases } from "./open-releases.ts";
import { readConfig } from "./project.ts";
import { sweepAborted } from "./release-decide.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { undoLocally } from "./release-undo.ts";

export interface RollbackRequest {
  /** Absolute: a folder of the project, in its checkout. */
  readonly workingFolder: string;
  /** `undefined`: the release that is open here. */
  readonly version: string | undefined;
  /** Only say what would be done. */
  readonly plan: boolean;
  readonly yes: boolean;
  readonly takeOver: boolean;
  readonly ciRun: string | undefined;
  readonly by: string;
}

export interface RollbackReport {
  readonly project: string;
  readonly version: string;
  readonly outcome: "planned" | "rolled-back" | "nothing";
  /** What was undone, or would be: one line each. */
  readonly undone: readonly string[];
  readonly byHand: readonly ByHand[];
  readonly forward: RollbackPlan["forward"];
}

/** @throws WheelwayError "usage-invalid", "release-conflict", "approval-missing", and those of `perform` */
export async function rollback(
  request: RollbackRequest,
  surroundings: ReleaseSurroundings,
): Promise<RollbackReport> {
  const { workingFolder } = request;
  const config = await readConfig(workingFolder);
  const settings = config.options.release;
  const project = config.project.name?.raw ?? "";
  const { env, signal } = surroundings;
  const repository = await gitRepository({ folder: workingFolder, remote: settings.remote, env });
  const root = join(await repository.gitFolder(), "wheelway", "releases");
  const version = await versionOf(request, project, surroundings);
  const remoteAddress = await repository.remoteAddress();
  const of = { settings, test: undefined, projectFolder: workingFolder, repository, remoteAddress };
  const folder = join(root, version);
  const { entries } = await readJournal(journalPath(folder));
  // What is only planned leaves no trace.
  const scratch = request.plan ? await mkdtemp(join(tmpdir(), "wheelway-rollback-")) : undefined;
  const opening = {
    folder: scratch ?? folder,
    project,
    version,
    projectFolder: workingFolder,
    request: releaseRequest(request, version),
    settings,
    ports: releasePorts(of, surroundings),
    clock: clockOf(surroundings),
    signal,
    tell: surroundings.tellRelease,
    redact: surroundings.redact,
  };
  try {
    return await withRelease(opening, async (release) => {
      await begin(release, repository, { project, version, entries });
      return act(release, repository, request, surroundings);
    });
  } finally {
    if (scratch === undefined) await sweepAborted(folder);
    else await rm(scratch, { recursive: true, force: true });
  }
}

/** @throws WheelwayError "usage-invalid" */
async function versionOf(
  { version, workingFolder }: RollbackRequest,
  project: string,
  surroundings: ReleaseSurroundings,
): Promise<string> {
  if (version !== undefined) {
    const normal = normalizeVersion(version);
    if (normal !== undefined) return normal;
    throw new WheelwayError("usage-invalid", {
      message: `${JSON.stringify(version)} is no version of PEP 440`,
      next: "Name it as it was released: wheelway rollback 1.2.3",
    });
  }
  const { releases } = await knownReleases({ release: project, workingFolder }, surroundings);
  const [open, ...others] = releases.filter(({ story }) => story.state === "open");
  if (open && others.length === 0) return open.story.version;
  throw new WheelwayError("usage-invalid", {
    message: open
      ? `${others.length + 1} releases of ${project} are open here`
      : `no release of ${project} is open here`,
    next: "Name the version: wheelway rollback 1.2.3",
  });
}

interface Beginning {
  readonly project: string;
  readonly version: string;
  /** Of the release's own journal; empty on a machine that has not made it. */
  readonly entries: readonly JournalEntry[];
}

/** What the effects stand on, from the journal or from the tag, written down before the tag goes. */
async function begin(
  release: Release,
  repository: Repository,
  { project, version, entries }: Beginning,
): Promise<void> {
  const { settings, signal } = release;
  const refs = await ask(release, () => repository.remoteRefs("refs/tags/", signal));
  const names = refs.map(({ ref }) => ref.replace("refs/tags/", ""));
  const [meant] = tagsMeaning(settings.tagFormat, names, version);
  const tag = meant ?? tagOf(settings.tagFormat, version);
  const known = readFact(entries, "version");
  const prerelease = isPrerelease(version);
  await release.learn("version", known ?? { project, version, tag, before: null, prerelease });
  const { commit: head } = await repository.head();
  const branch = settings.branch ?? (await repository.mainBranch());
  await release.learn("base", readFact(entries, "base") ?? { commit: head, branch, remote: settings.remote });
  const made =
    readFact(entries, "commit")?.commit ?? refs.find(({ ref }) => ref === `refs/tags/${tag}`)?.commit;
  if (made !== undefined) await release.learn("commit", { commit: made, tag });
}

async function act(
  release: Release,
  repository: Repository,
  request: RollbackRequest,
  surroundings: ReleaseSurroundings,
): Promise<RollbackReport> {
  const { project, version } = release.fact("version");
  const { effects, byHand, forward, here } = await planRollback(release, repository);
  const report = { project, version, byHand, forward };
  const local = here === "only-here" && release.known("commit") !== undefined;
  const would = [
    ...effects.map(({ title }) => title),
    ...(local ? ["take the local commit and tag back"] : []),
  ];
  if (request.plan) return { ...report, outcome: "planned", undone: would };
  if (would.length === 0) return { ...report, outcome: "nothing", undone: [] };
  await agreed(release, request, would);
  const done: string[] = [];
  try {
    await withClaimHeld(release, async (held) => {
      await claimVersion.run(held);
      for (const effect of effects) {
        await held.perform(effect);
        done.push(effect.title);
      }
    });
  } finally {
    await giveClaimBack(release);
  }
  const { journal } = release;
  if (here === "only-here")
    done.push(...(await undoLocally(journal, storyOf(journal.entries), surroundings)));
  if (here === "gone") await forgetHere(release, repository);
  await journal.append({ type: "closed", outcome: "rolled-back" });
  return { ...report, outcome: "rolled-back", undone: done };
}

/** What the remote no longer has: the tag goes here too, and the branch gets the revert where nothing is in its way. */
async function forgetHere(release: Release, repository: Repository): Promise<void> {
  const { tag } = release.fact("version");
  const made = release.known("commit")?.commit;
  if (made !== undefined && (await repository.commitOf(`refs/tags/${tag}`)) === made)
    await repository.removeTag(tag);
  const { branch, remote } = release.fact("base");
  await repository.fetch(release.signal);
  const upstream = await repository.commitOf(`refs/remotes/${remote}/${branch}`);
  const head = await repository.head();
  if (upstream === undefined || head.branch !== branch || head.commit === upstream) return;
  if (!(await repository.fastForward(upstream)))
    release.say(`git pull brings ${branch} here in step with ${remote}`);
}

async function agreed(release: Release, { yes }: RollbackRequest, would: readonly string[]): Promise<void> {
  if (yes || would.length === 0) return;
  const { project, version } = release.fact("version");
  for (const line of would) release.say(line);
  const answer = await release.ports.ask?.(`Take back ${project} ${version}?`);
  if (answer === true) return;
  throw new WheelwayError("approval-missing", {
    message: answer === false ? "nothing was taken back: the answer was no" : "nobody is there to say yes",
    next: "wheelway rollback --plan shows what it would do; --yes does it without a question.",
  });
}

function releaseRequest({ yes, takeOver, ciRun, by }: RollbackRequest, version: string): ReleaseRequest {
  return {
    ...plainRequest,
    command: "rollback",
    version: { kind: "exact", version },
    yes,
    takeOver,
    ciRun,
    by,
  };
}
