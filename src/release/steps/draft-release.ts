/** draft-release: the forge keeps the notes and exactly the files of the manifest, unseen until everything else is done. */

import type { Forge, ReleaseDetails } from "../../clients/forge.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import { approvedGuard, checkUnchanged } from "../approval.ts";
import { ask } from "../ask.ts";
import { createDraft, oursOf } from "../effects/create-draft.ts";
import { removeRelease } from "../effects/remove-release.ts";
import { updateDraft } from "../effects/update-draft.ts";
import type { Guard } from "../effect.ts";
import { distFolder } from "../folders.ts";
import { removePartialReleases } from "../partial.ts";
import { assetsOf } from "../release-assets.ts";
import { withMarker } from "../release-marker.ts";
import type { Problem, Release, Step } from "../step.ts";
import { fillDraft } from "./fill-draft.ts";

export const draftRelease: Step = {
  id: "draft-release",
  title: "Puts notes and files on the forge, as a draft.",
  dryRun: "tells",
  skip: (release) => noRelease(release),
  outlook: async (release) => ({
    would: [
      `create or find the draft of ${release.known("version")?.tag ?? "the tag"}`,
      `upload ${release.known("manifest")?.files.length ?? "all"} files and the manifest to it`,
    ],
    problems: await problems(release),
  }),
  run: async (release) => {
    const { forge } = release.ports;
    if (!forge) return;
    await checkUnchanged(release, distFolder(release));
    await removePartialReleases(release, forge, effectGuards(release, forge));
    const id = await draftId(release, forge);
    await writeNotes(release, forge, id);
    await fillDraft(release, forge, id, await assetsOf(release, forge), effectGuards(release, forge));
    await removeSeconds(release, forge, id);
  },
};

/** Why nothing of the forge's releases is touched; `undefined` where it is. */
function noRelease({ ports, request, journal, known }: Release): string | undefined {
  if (!ports.forge) return "there is no forge";
  if (request.toTestIndex) return "only the test index was asked for";
  if (known("origin")?.kind === "folder") return "a folder of artifacts belongs to no release of the forge";
  const first = journal.entries.find((entry) => entry.type === "run-started");
  const command = first?.type === "run-started" ? first.command : request.command;
  return command === "publish" ? "the files come from the forge's release" : undefined;
}

/** Before everything that changes the forge: the approval, and a token. */
export function effectGuards(release: Release, { credential }: Forge): readonly [Guard, ...Guard[]] {
  const token: Guard = {
    name: "token",
    refuses: () => ("missing" in credential ? credential.missing : undefined),
  };
  return release.settings.approval === "none" ? [token] : [token, approvedGuard(release)];
}

async function draftId(release: Release, forge: Forge): Promise<string> {
  const effect = createDraft({
    forge,
    details: detailsOf(release, forge),
    manifest: release.fact("manifest").digest,
    adopt: release.known("origin")?.kind === "forge-release",
    guards: effectGuards(release, forge),
  });
  const { id, url } = await release.perform(effect);
  await release.learn("draft", { id: String(id), url: String(url) });
  return String(id);
}

function detailsOf(release: Release, forge: Forge): ReleaseDetails {
  const { tag } = release.fact("version");
  return {
    tag,
    commit: commitFor(release, forge),
    title: tag,
    body: withMarker(
      release.known("notes")?.text ?? "",
      release.fact("manifest").digest,
      release.request.draft,
    ),
    draft: true,
    prerelease: isPrerelease(release),
    latest: false,
  };
}

/**
 * A draft stands before its tag is pushed, and GitHub refuses one that names a commit which it does not know: the tag tells it
 * by the time the draft becomes public. What GitLab has in the place of a draft is read then, too.
 */
function commitFor({ known }: Release, { drafts }: Forge): string {
  if (drafts && known("origin")?.writesRefs !== false) return "";
  return known("commit")?.commit ?? known("base")?.commit ?? "";
}

export function isPrerelease({ request, known }: Release): boolean {
  if (request.version.kind === "nightly") return true;
  return request.prerelease ?? known("version")?.prerelease ?? false;
}

/** A release that a person wrote keeps its words: only the marker is added. */
async function writeNotes(release: Release, forge: Forge, id: string): Promise<void> {
  const { title, body } = detailsOf(release, forge);
  const digest = release.fact("manifest").digest;
  const there = await ask(release, () => forge.release(id, release.signal));
  const keep = there !== undefined && release.known("origin")?.kind === "forge-release";
  // What is public is read by people: it is not written anew.
  if (there && !there.draft && !keep) return;
  const meant = keep
    ? { title: there.title, body: withMarker(there.body, digest, release.request.draft) }
    : { title, body };
  await release.perform(updateDraft({ forge, id, ...meant, guards: effectGuards(release, forge) }));
}

/** A creation that came through after it was given up has made a second draft: it goes, once this one has everything. */
async function removeSeconds(release: Release, forge: Forge, id: string): Promise<void> {
  const { tag } = release.fact("version");
  const all = await ask(release, () => forge.releasesOf(tag, release.signal));
  const ours = oursOf(all, release.fact("manifest").digest);
  for (const second of ours.filter((one) => one.id !== id && one.draft)) {
    const guards = effectGuards(release, forge);
    await release.perform(removeRelease({ forge, id: second.id, tag, what: "second draft", guards }));
  }
}

async function problems({ ports, known, signal }: Release): Promise<Problem[]> {
  const { forge } = ports;
  const tag = known("version")?.tag;
  if (!forge) return [];
  if ("missing" in forge.credential)
    return [
      { message: forge.credential.missing, next: "Set one of them to a token that may write releases." },
    ];
  if (tag === undefined) return [];
  try {
    const closed = (await forge.releasesOf(tag, signal)).find(({ immutable }) => immutable);
    if (!closed) return [];
    return [
      { message: `the release ${tag} is published and immutable`, next: "Release under a new version." },
    ];
  } catch (error) {
    if (!(error instanceof ServiceFailure)) throw error;
    return [{ message: error.message, next: "Look at the forge's address, its status and the token." }];
  }
}
