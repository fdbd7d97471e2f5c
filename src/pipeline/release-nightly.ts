/** `release --nightly`: HEAD under a development version, built in a clone that is thrown away; the user's branch and files stay. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import { WheelwayError } from "../errors.ts";
import { ask } from "../release/ask.ts";
import { withClaimHeld } from "../release/hold-claim.ts";
import { nightlyPrefix, nightlySteps, nightlyTags } from "../release/nightly.ts";
import { withRelease } from "../release/open-release.ts";
import type { ReleasePorts } from "../release/ports.ts";
import { planSteps, runSteps } from "../release/runner.ts";
import type { Release } from "../release/step.ts";
import { giveClaimBack } from "../release/steps/claim-version.ts";
import { tagOf } from "../release/version/spelling.ts";
import { withVersion } from "../release/version/version-file.ts";
import { readVersionFiles } from "../release/version/version-files.ts";
import { keepRehearsal, keptPlace } from "./keep-rehearsal.ts";
import { readConfig } from "./project.ts";
import type { ReleaseCommand, ReleaseOutcome } from "./release.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import { makeReleaseReport } from "./release-report.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { chooseVersion } from "./release-version.ts";

/** What is needed of the project as it is checked out. */
interface Checkout {
  readonly repository: Repository;
  readonly head: string;
  readonly project: string;
  readonly settings: ReleaseSettings;
}

/** @throws WheelwayError "usage-invalid" where it has no place to go, "repository-not-ready" where nobody has its commit */
export async function releaseNightly(
  command: ReleaseCommand,
  surroundings: ReleaseSurroundings,
): Promise<ReleaseOutcome> {
  const config = await readConfig(command.project);
  const settings = settingsOf(config.options.release);
  const { env } = surroundings;
  const repository = await gitRepository({ folder: command.project, remote: settings.remote, env });
  const { commit: head } = await repository.head();
  const here = { repository, head, project: config.project.name?.raw ?? "", settings };
  const remoteAddress = await repository.remoteAddress();
  const of = { settings, projectFolder: command.project, repository, remoteAddress };
  const ports = releasePorts({ ...of, test: config.options.test, backend: command.backend }, surroundings);
  if (!ports.forge && !ports.testIndex) throw nowhere();
  const last = await lastOf(here, ports, surroundings);
  if (last !== undefined) return { kind: "unchanged", version: last, commit: head };
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-nightly-"));
  try {
    return await inClone({ ...here, scratch, ports, command }, surroundings);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Never to the index of users, and to the test index only where that is configured. */
function settingsOf(settings: ReleaseSettings): ReleaseSettings {
  const testIndex = settings.nightlyTestIndex ? settings.testIndex : undefined;
  return { ...settings, index: undefined, registries: [], testIndex, dispatch: undefined };
}

/** The nightly that this commit has already; a draft is none. */
async function lastOf(
  { repository, head }: Checkout,
  { forge }: ReleasePorts,
  surroundings: ReleaseSurroundings,
): Promise<string | undefined> {
  const asking = { clock: clockOf(surroundings), signal: surroundings.signal };
  const tags = await nightlyTags(asking, repository);
  for (const { tag, ref } of [...tags].reverse()) {
    if (ref.commit !== head) continue;
    const all = forge ? await ask(asking, () => forge.releasesOf(tag, asking.signal)) : undefined;
    if (all === undefined || all.some(({ draft }) => !draft)) return tag.slice(nightlyPrefix.length);
  }
  return undefined;
}

interface Cloning extends Checkout {
  readonly scratch: string;
  readonly ports: ReleasePorts;
  readonly command: ReleaseCommand;
}

async function inClone(cloning: Cloning, surroundings: ReleaseSurroundings): Promise<ReleaseOutcome> {
  const { repository, scratch, ports, command, settings, project } = cloning;
  const { signal, now, env } = surroundings;
  const folder = await repository.cloneTo(join(scratch, "clone"), command.project);
  const clone = await gitRepository({ folder, remote: settings.remote, env });
  const { request } = command;
  const clock = clockOf(surroundings);
  const question = { project, folder, settings, request, repository: clone, ports, now, signal, earlier: [] };
  const { version, before } = await ask({ clock, signal }, () => chooseVersion(question));
  await writeVersion(clone, folder, { project, version, settings });
  const stateFolder = join(scratch, "releases");
  const opening = {
    folder: join(stateFolder, version),
    project,
    version,
    projectFolder: folder,
    request,
    settings,
    ports: { ...ports, repository: clone },
    clock,
    signal,
    tell: surroundings.tellRelease,
    redact: surroundings.redact,
  };
  const kept = join(surroundings.cacheDir, "nightlies", project);
  try {
    const outcome = await withRelease(opening, (release) =>
      run(release, { ...cloning, version, before }, surroundings),
    );
    if (outcome.kind !== "released") return outcome;
    return { ...outcome, report: { ...outcome.report, journal: keptPlace(outcome.report.journal, kept) } };
  } finally {
    if (!command.plan) await keepRehearsal(stateFolder, kept, surroundings.tellRelease);
  }
}

async function run(
  release: Release,
  {
    version,
    before,
    head,
    project,
    command,
    settings,
    repository,
  }: Cloning & {
    readonly version: string;
    readonly before: string | null;
  },
  { tellRelease }: ReleaseSurroundings,
): Promise<ReleaseOutcome> {
  const tag = `${nightlyPrefix}${version}`;
  const branch = settings.branch ?? (await repository.mainBranch());
  await release.learn("origin", { kind: "tag", writesRefs: false });
  await release.learn("base", { commit: head, branch, remote: settings.remote });
  await release.learn("commit", { commit: head, tag });
  await release.learn("version", { project, version, tag, before, prerelease: true });
  await release.learn("notes", { text: `Built from ${head}.` });
  if (command.plan) return { kind: "planned", version, steps: await planSteps(nightlySteps, release) };
  await everybodyHas(release, repository, head);
  try {
    await withClaimHeld(release, (held) => runSteps(nightlySteps, held, tellRelease));
  } finally {
    await giveClaimBack(release);
  }
  return { kind: "released", report: makeReleaseReport(release) };
}

/** Only in the clone: a commit for the files that hold the version, and a tag for back ends that compute it from git. */
async function writeVersion(
  clone: Repository,
  folder: string,
  { project, version, settings }: { project: string; version: string; settings: ReleaseSettings },
): Promise<void> {
  const held = await readVersionFiles(folder, project, settings.versionFiles);
  const paths: string[] = [];
  for (const file of held?.files ?? []) {
    const path = join(folder, file.path);
    const text = withVersion({ ...file, text: await readFile(path, "utf8") }, version);
    await writeFile(path, text);
    paths.push(relative(clone.folder, path).replaceAll("\\", "/"));
  }
  const message = `Nightly ${version}\n`;
  const { commit: head } = await clone.head();
  const commit = paths.length > 0 ? await clone.commit(paths, message) : head;
  await clone.tag(tagOf(settings.tagFormat, version), commit, message, false);
}

/** The tag of a nightly names its commit: the remote must have that. */
async function everybodyHas(release: Release, repository: Repository, head: string): Promise<void> {
  const { branch, remote } = release.fact("base");
  await ask(release, () => repository.fetch(release.signal));
  const upstream = await repository.commitOf(`refs/remotes/${remote}/${branch}`);
  if (upstream !== undefined && (await repository.isAncestor(head, upstream))) return;
  throw new WheelwayError("repository-not-ready", {
    message: `the branch ${branch} of ${remote} does not have ${head.slice(0, 12)}`,
    why: "A nightly says which commit it was built from: everybody must be able to get it.",
    next: `git push ${remote}, or check out what is there.`,
  });
}

function nowhere(): WheelwayError {
  return new WheelwayError("usage-invalid", {
    message: "a nightly has no place to go: there is no forge, and release.nightly-test-index is not set",
    next: "Set release.forge, or release.nightly-test-index = true; the index of users gets no nightlies.",
  });
}
