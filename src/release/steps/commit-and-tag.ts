/** commit-and-tag-locally: the release commit and its tag stand before the build, so that artifacts come from a clean tree. */

import { globMatcher } from "../../config/glob.ts";
import type { Release, Step } from "../step.ts";
import { commitEffect, commitRelease, tagRelease } from "../effects/local-refs.ts";

export const commitAndTag: Step = {
  id: "commit-and-tag-locally",
  title: "Makes the release commit and its tag, here only: the build names the commit that will be tagged.",
  dryRun: "acts",
  skip: ({ ports, known }) => {
    if (!ports.repository) return "there is no git checkout";
    return known("origin")?.writesRefs === false ? "the tag was made by somebody else" : undefined;
  },
  outlook: (release) => {
    const { tag } = release.fact("version");
    return Promise.resolve({ would: [`commit the version, and tag it ${tag}, locally`], problems: [] });
  },
  run: async (release) => {
    const { repository } = release.ports;
    if (!repository || (await isPushed(release))) return;
    const { version, tag } = release.fact("version");
    const { commit: base } = release.fact("base");
    const paths = await pathsToCommit(release);
    const message = release.settings.commitMessage.replaceAll("{version}", version);
    // Once it was begun, nothing is left to be committed: the commit is looked for, not taken for needless.
    const begun = release.journal.effect(commitEffect(base)).intent !== undefined;
    const commit =
      paths.length === 0 && !begun && release.known("commit") === undefined
        ? base
        : (release.known("commit")?.commit ??
          (await committed(release, { repository, base, paths, message })));
    await release.learn("commit", { commit, tag });
    const sign = release.settings.signTag;
    const replaced = release.known("partialTag")?.commit;
    const made = { name: tag, commit, message: `${message}\n`, sign, replaced };
    await release.perform(tagRelease(repository, made));
  },
};

async function committed(release: Release, what: Parameters<typeof commitRelease>[0]): Promise<string> {
  const { commit } = await release.perform(commitRelease(what));
  return String(commit);
}

/** What this release wrote, and what the configuration lets go along. */
async function pathsToCommit(release: Release): Promise<string[]> {
  const changed = new Set(await release.ports.repository?.changes());
  const may = globMatcher(release.settings.commitPaths);
  const own = release.known("written") ?? [];
  return [...changed].filter((path) => own.includes(path) || may(path)).sort();
}

async function isPushed({ ports, fact, known, signal }: Release): Promise<boolean> {
  const commit = known("commit")?.commit;
  if (commit === undefined) return false;
  const refs = await ports.repository?.remoteRefs(`refs/tags/${fact("version").tag}`, signal);
  const partial = known("partialTag")?.object;
  return refs?.some((ref) => ref.commit === commit && ref.object !== partial) ?? false;
}
