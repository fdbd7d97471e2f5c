/** The forge's release as a draft, once: known again by the marker in its text, since forges take several drafts of one tag. */

import type { Forge, ForgeRelease, ReleaseDetails } from "../../clients/forge.ts";
import type { Effect, Guard, Probe } from "../effect.ts";
import { markerOf } from "../release-marker.ts";

export interface DraftCreation {
  readonly forge: Forge;
  readonly details: ReleaseDetails;
  /** Hex SHA-256 of the manifest. */
  readonly manifest: string;
  /** May a release of this tag that somebody else made be filled? Only where that release started the run. */
  readonly adopt: boolean;
  readonly guards: readonly [Guard, ...Guard[]];
}

/** Milliseconds after which what a forge did is in its lists. */
export const visibleWithinMs = 60_000;

export function createDraft(creation: DraftCreation): Effect {
  const { forge, details, guards } = creation;
  const { tag } = details;
  return {
    id: `create-draft:${forge.kind}:${tag}`,
    title: `create the ${forge.drafts ? "draft" : "package"} of the release ${tag}`,
    identity: "marker",
    guards,
    // A second one can be made, so it is tried again only after its marker was looked for until it had to be visible. Should
    // it come later still, the oldest with the marker is ours, and the others are removed.
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => judge(await forge.releasesOf(tag, signal), creation),
    run: async (signal) => {
      const made = await forge.create(details, signal);
      return { id: made.id, url: made.url };
    },
  };
}

/** Ours first: the oldest. */
export function oursOf(all: readonly ForgeRelease[], manifest: string): readonly ForgeRelease[] {
  return all
    .filter(({ body }) => markerOf(body) === manifest)
    .sort((a, b) => Number(a.draft) - Number(b.draft) || Number(a.id) - Number(b.id));
}

function judge(all: readonly ForgeRelease[], { manifest, adopt, details }: DraftCreation): Probe {
  const [ours] = oursOf(all, manifest);
  const others = all.filter(({ body }) => markerOf(body) !== manifest);
  const [other] = others;
  if (!other) {
    return ours ? { state: "same", receipt: { id: ours.id, url: ours.url } } : { state: "absent" };
  }
  if (adopt && all.length === 1 && markerOf(other.body) === undefined && !other.immutable)
    return { state: "same", receipt: { id: other.id, url: other.url, adopted: true } };
  return { state: "conflict", ...inTheWay(other, details.tag) };
}

function inTheWay(other: ForgeRelease, tag: string): { readonly why: string; readonly next: string } {
  const where = other.url === "" ? "" : ` (${other.url})`;
  if (other.immutable) {
    return {
      why: `the release ${tag} is published and immutable${where}: it takes no more files`,
      next: "Release these files under a new version (--bump patch or post).",
    };
  }
  const own = markerOf(other.body) !== undefined;
  if (!other.draft) {
    return {
      why: `the release ${tag} is published already${where}, and is not of these files`,
      next: own
        ? "Go on with the run that made it, or release under a new version."
        : "Release under a new version; or delete that release, if nobody uses it yet.",
    };
  }
  return own
    ? {
        why: `there is a draft of ${tag} for other files${where}, left by another run`,
        next: "Go on with that run, or start again with --force-recreate, which removes the draft first.",
      }
    : {
        why: `there is a draft of ${tag} that Wheelway did not make${where}`,
        next: "Delete it, or give it another tag; its text can go into the changelog.",
      };
}
