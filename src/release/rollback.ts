/** Taking a version back: what of it is out there, what of that Wheelway undoes, and what only a person can. */

import type { Forge, ForgeRelease } from "../clients/forge.ts";
import type { Repository } from "../clients/repository.ts";
import { ServiceFailure } from "../clients/service-failure.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import { packageIndexes } from "../services.ts";
import { normalizeName, sameVersion } from "../tags/project-name.ts";
import { ask } from "./ask.ts";
import { removeRelease } from "./effects/remove-release.ts";
import { removeTag } from "./effects/remove-tag.ts";
import { revertCommit } from "./effects/revert-commit.ts";
import type { Effect, Guard } from "./effect.ts";
import { manifestLine } from "./manifest-line.ts";
import { markerOf } from "./release-marker.ts";
import type { Release } from "./step.ts";

/** Something that stays, why, and what a person can do about it. */
export interface ByHand {
  readonly what: string;
  /** Where it is done; `undefined` where there is no page. */
  readonly link: string | undefined;
}

export interface RollbackPlan {
  /** In this order. */
  readonly effects: readonly Effect[];
  readonly byHand: readonly ByHand[];
  /** What git has of it here: nothing that others have, what they had, or what they keep. */
  readonly here: "only-here" | "gone" | "kept";
  /** The command that brings a mended version to its users, and why this one. */
  readonly forward: { readonly command: string; readonly why: string };
}

interface Reach {
  /** Those that have files of the version. */
  readonly indexes: readonly UploadIndex[];
  readonly unclear: readonly string[];
}

/** @throws WheelwayError "release-unclear", "credentials-refused" where forge or remote cannot be asked */
export async function planRollback(release: Release, repository: Repository): Promise<RollbackPlan> {
  const reach = await whereItIs(release);
  const users = reach.indexes.filter((index) => index !== release.ports.testIndex);
  const why =
    users.length > 0
      ? `${users.map(({ name }) => name).join(", ")} has files of it: users may have them`
      : reach.unclear[0];
  const off: Guard = { name: "no index of users has files of it", refuses: () => why };
  const forge = await ofForge(release, off, why);
  const refs = await ofGit(release, repository, off, why);
  return {
    effects: [...forge.effects, ...refs.effects],
    byHand: [...reach.indexes.map((index) => toYank(release, index)), ...forge.byHand, ...refs.byHand],
    here: refs.here,
    forward: forwardOf(release, reach),
  };
}

async function whereItIs({ ports, fact, signal }: Release): Promise<Reach> {
  const { project, version } = fact("version");
  const indexes: UploadIndex[] = [];
  const unclear: string[] = [];
  for (const index of [ports.testIndex, ports.index, ...ports.registries]) {
    if (!index) continue;
    try {
      const { files } = await index.listing(normalizeName(project), signal);
      if (files.some((file) => file.version !== undefined && sameVersion(file.version, version)))
        indexes.push(index);
    } catch (error) {
      if (!(error instanceof ServiceFailure)) throw error;
      unclear.push(`it cannot be told whether ${index.name} has files of it: ${error.why}`);
    }
  }
  return { indexes, unclear };
}

function toYank({ fact, settings }: Release, index: UploadIndex): ByHand {
  const { project, version } = fact("version");
  const own = [settings.index, settings.testIndex, ...settings.registries].find(
    (one) => one?.name === index.name,
  );
  const manage = Object.values(packageIndexes).find(({ simple }) => simple === own?.simple)?.manage;
  const name = normalizeName(project);
  const what = `${index.name} has ${project} ${version}, and takes no orders to yank: an owner yanks it on its page, with a reason; what is deleted there blocks its names for ever`;
  return {
    what,
    link: manage?.replace("{project}", name).replace("{version}", version) ?? index.page(name, version),
  };
}

interface Part {
  readonly effects: readonly Effect[];
  readonly byHand: readonly ByHand[];
}

/** Drafts go in any case: nobody outside has seen them. What users may have keeps its release. */
async function ofForge(release: Release, off: Guard, why: string | undefined): Promise<Part> {
  const { forge } = release.ports;
  if (!forge) return { effects: [], byHand: [] };
  const { tag } = release.fact("version");
  const all = await ask(release, () => forge.releasesOf(tag, release.signal));
  const stays = (one: ForgeRelease) => staysFor(one, why);
  return {
    effects: all.flatMap((one) => (stays(one) === undefined ? [removal(forge, one, off)] : [])),
    byHand: all.flatMap((one) => {
      const reason = stays(one);
      return reason === undefined
        ? []
        : [{ what: `the forge's release ${tag} stays: ${reason}`, link: one.url }];
    }),
  };
}

function staysFor({ immutable, draft, body }: ForgeRelease, why: string | undefined): string | undefined {
  if (immutable) return "it is public and immutable; an administrator can delete it, its tag stays used";
  if (markerOf(body) === undefined) return "a person made it; whoever made it can delete it";
  return draft ? undefined : why;
}

function removal(forge: Forge, { id, tag, draft }: ForgeRelease, off: Guard): Effect {
  const token: Guard = {
    name: "token",
    refuses: () => ("missing" in forge.credential ? forge.credential.missing : undefined),
  };
  const guards: [Guard, ...Guard[]] = draft ? [token] : [token, off];
  return removeRelease({ forge, id, tag, what: draft ? "draft" : "release", guards });
}

/** Tag and commit name what users have; where nobody has anything, they go. */
async function ofGit(
  release: Release,
  repository: Repository,
  off: Guard,
  why: string | undefined,
): Promise<Part & Pick<RollbackPlan, "here">> {
  const { tag: name, version } = release.fact("version");
  const { branch } = release.fact("base");
  const { signal } = release;
  const ref = `refs/tags/${name}`;
  const tag = (await ask(release, () => repository.remoteRefs(ref, signal))).find((one) => one.ref === ref);
  const known = release.known("commit")?.commit;
  const commit = await releaseCommit(release, repository, { version, branch, commit: known ?? tag?.commit });
  if (!tag && commit === undefined) return { effects: [], byHand: [], here: "only-here" };
  const kept = (what: string): ByHand[] => [{ what: `the tag ${name} stays: ${what}`, link: undefined }];
  if (why !== undefined) return { effects: [], byHand: kept(why), here: "kept" };
  const message = tag && (await ask(release, () => repository.remoteTagMessage(tag, signal)));
  const ours = manifestLine.test(message ?? "");
  const how = `Wheelway did not make it; git push --delete ${repository.remote} ${name} removes it`;
  return {
    effects: [
      ...(tag && ours ? [removeTag({ repository, tag, guards: [off] })] : []),
      ...(commit === undefined ? [] : [revertCommit({ repository, commit, branch, guards: [off] })]),
    ],
    byHand: tag && !ours ? kept(how) : [],
    here: tag && !ours ? "kept" : "gone",
  };
}

/** A commit of ours that upstream has; `undefined` where the release made none, or never pushed it. */
async function releaseCommit(
  { settings, signal }: Release,
  repository: Repository,
  of: { readonly version: string; readonly branch: string; readonly commit: string | undefined },
): Promise<string | undefined> {
  if (of.commit === undefined) return undefined;
  await repository.fetch(signal);
  const upstream = await repository.commitOf(`refs/remotes/${repository.remote}/${of.branch}`);
  const here = await repository.commitOf(of.commit);
  if (upstream === undefined || here === undefined) return undefined;
  if (!(await repository.isAncestor(here, upstream))) return undefined;
  const said = (await repository.messageOf(here)).trim();
  return said === settings.commitMessage.replaceAll("{version}", of.version).trim() ? here : undefined;
}

function forwardOf({ ports, fact }: Release, { indexes }: Reach): RollbackPlan["forward"] {
  const { version } = fact("version");
  if (indexes.some((index) => index !== ports.testIndex))
    return {
      command: "wheelway release --bump patch",
      why: `${version} is used for ever; --bump post where only the packaging was wrong`,
    };
  if (indexes.length > 0)
    return {
      command: "wheelway release --bump patch",
      why: `the test index keeps the names of ${version} for their bytes`,
    };
  return {
    command: `wheelway release --version ${version}`,
    why: "nothing of it has reached an index: the version is free",
  };
}
