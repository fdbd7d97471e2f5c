/** The steps of a nightly: HEAD as it is, under a version of its own, to a prerelease of the forge that older ones make room for. */

import type { RemoteRef, Repository } from "../clients/repository.ts";
import { ServiceFailure } from "../clients/service-failure.ts";
import { ask } from "./ask.ts";
import { removeRelease } from "./effects/remove-release.ts";
import { removeTag } from "./effects/remove-tag.ts";
import type { Effect, Probe } from "./effect.ts";
import { markerOf } from "./release-marker.ts";
import type { Release, Step } from "./step.ts";
import { approve } from "./steps/approve.ts";
import { buildArtifacts } from "./steps/build-artifacts.ts";
import { claimVersion } from "./steps/claim-version.ts";
import { draftRelease, effectGuards } from "./steps/draft-release.ts";
import { finish } from "./steps/finish.ts";
import { publishRelease } from "./steps/publish-release.ts";
import { publishTestpypi } from "./steps/publish-testpypi.ts";
import { runQuality } from "./steps/run-quality.ts";
import { signArtifacts } from "./steps/sign-artifacts.ts";
import { verifyArtifacts } from "./steps/verify-artifacts.ts";
import { verifyTestpypi } from "./steps/verify-testpypi.ts";

/** Tags of nightlies are apart from those of releases. */
export const nightlyPrefix = "nightly-";

const tagNightly: Step = {
  id: "tag-nightly",
  title: "Pushes the nightly's tag, which names the commit that it was built from.",
  dryRun: "tells",
  outlook: ({ fact }) => Promise.resolve({ would: [`push the tag ${fact("version").tag}`], problems: [] }),
  run: async (release) => {
    const { repository } = release.ports;
    if (repository) await release.perform(pushTag(release, repository));
  },
};

function pushTag({ fact }: Release, repository: Repository): Effect {
  const { tag } = fact("version");
  const { commit } = fact("base");
  const ref = `refs/tags/${tag}`;
  return {
    id: `push:${tag}`,
    title: `push ${tag}`,
    identity: "commit",
    guards: [
      {
        name: "apart from releases",
        refuses: () => (tag.startsWith(nightlyPrefix) ? undefined : "it is no tag of a nightly"),
      },
    ],
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal): Promise<Probe> => {
      const there = (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
      if (!there) return { state: "absent" };
      if (there.commit === commit) return { state: "same", receipt: { tag, commit } };
      return { state: "conflict", why: `${tag} names another commit`, next: "Start it again in a minute." };
    },
    run: async (signal) => {
      const outcome = await repository.push([{ from: commit, to: ref, expected: undefined }], signal);
      if (outcome.state === "pushed") return { tag, commit };
      const service = `the git remote ${repository.remote}`;
      throw new ServiceFailure({ service, kind: "refused", why: `${tag} was not taken: ${outcome.why}` });
    },
  };
}

const pruneNightlies: Step = {
  id: "prune-nightlies",
  title: "Removes the oldest nightlies, with their tags.",
  dryRun: "tells",
  outlook: async (release) => ({
    would: (await tooMany(release)).map(({ tag }) => `remove ${tag}`),
    problems: [],
  }),
  run: async (release) => {
    const { forge, repository } = release.ports;
    for (const { tag, ref } of await tooMany(release)) {
      const all = forge ? await ask(release, () => forge.releasesOf(tag, release.signal)) : [];
      for (const { id, body } of forge ? all : []) {
        if (!forge || markerOf(body) === undefined) continue;
        const guards = effectGuards(release, forge);
        await release.perform(removeRelease({ forge, id, tag, what: "old nightly", guards }));
      }
      const old = { name: "older than those that stay", refuses: () => undefined };
      if (repository) await release.perform(removeTag({ repository, tag: ref, guards: [old] }));
    }
  },
};

/** All but the newest; their tags end in the minute they were made. */
async function tooMany(
  release: Release,
): Promise<readonly { readonly tag: string; readonly ref: RemoteRef }[]> {
  const { ports, settings, fact } = release;
  if (!ports.repository) return [];
  const others = (await nightlyTags(release, ports.repository)).filter(
    ({ tag }) => tag !== fact("version").tag,
  );
  return others.slice(0, Math.max(0, others.length + 1 - settings.nightlyKeep));
}

/** Oldest first. */
export async function nightlyTags(
  asking: Parameters<typeof ask>[0],
  repository: Pick<Repository, "remoteRefs">,
): Promise<readonly { readonly tag: string; readonly ref: RemoteRef }[]> {
  const refs = await ask(asking, () => repository.remoteRefs(`refs/tags/${nightlyPrefix}`, asking.signal));
  const minute = (tag: string) => Number(/\.dev(\d+)$/.exec(tag)?.[1] ?? NaN);
  return refs
    .map((ref) => ({ tag: ref.ref.replace("refs/tags/", ""), ref }))
    .filter(({ tag }) => !Number.isNaN(minute(tag)))
    .sort((a, b) => minute(a.tag) - minute(b.tag));
}

/** Neither branch nor main index is touched. */
export const nightlySteps: readonly Step[] = [
  claimVersion,
  runQuality,
  buildArtifacts,
  verifyArtifacts,
  approve,
  signArtifacts,
  draftRelease,
  publishTestpypi,
  verifyTestpypi,
  // From here on the commit has its nightly.
  tagNightly,
  publishRelease,
  pruneNightlies,
  finish,
];
