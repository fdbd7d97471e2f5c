/** push-refs: the release commit and its tag, whose message holds the manifest's digest, become everybody's. */

import type { Repository } from "../../clients/repository.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import { approvedGuard } from "../approval.ts";
import type { Effect, Guard, Probe } from "../effect.ts";
import type { FactValue } from "../facts.ts";
import { withManifestLine } from "../manifest-line.ts";
import { untouched } from "../partial.ts";
import { keepHidden } from "../keep-hidden.ts";
import type { Release, Step } from "../step.ts";
import { checkUpstream } from "../upstream.ts";

export { manifestLine } from "../manifest-line.ts";

export const pushRefs: Step = {
  id: "push-refs",
  title: "Pushes the release commit and its tag, together.",
  dryRun: "tells",
  skip: ({ ports, known }) => {
    if (!ports.repository) return "there is no git checkout";
    return known("origin")?.writesRefs === false ? "the tag was made by somebody else" : undefined;
  },
  outlook: (release) => {
    const { branch, remote } = release.fact("base");
    return Promise.resolve({
      would: [`push ${branch} and ${release.fact("version").tag} to ${remote}`],
      problems: [],
    });
  },
  run: async (release) => {
    const { repository } = release.ports;
    if (!repository) return;
    await checkUpstream(release);
    const replaced = release.known("partialTag");
    const guards = replaced ? [await untouched(release)] : [];
    const push = pushEffect(release, repository, { replaced, guards });
    await release.perform(push);
    if (release.ports.forge) await keepHidden(release, release.ports.forge, push.id);
  },
};

interface Replacing {
  /** The partial tag that gives way. */
  readonly replaced: FactValue<"partialTag"> | undefined;
  readonly guards: readonly Guard[];
}

function pushEffect(release: Release, repository: Repository, { replaced, guards }: Replacing): Effect {
  const { version, tag } = release.fact("version");
  const { commit } = release.fact("commit");
  const { branch, commit: base } = release.fact("base");
  const heading = release.settings.commitMessage.replaceAll("{version}", version);
  const message = withManifestLine(heading, release.fact("manifest").digest);
  const ref = `refs/tags/${tag}`;
  return {
    id: `push:${tag}`,
    title: `push ${branch} and ${tag}`,
    identity: "commit",
    guards: [approvedGuard(release), ...guards],
    // Each ref is written only where the remote has what is expected.
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal): Promise<Probe> => {
      const [there] = (await repository.remoteRefs(ref, signal)).filter((one) => one.ref === ref);
      if (!there || there.object === replaced?.object) return { state: "absent" };
      if (there.commit === commit) return { state: "same", receipt: { tag: there.object, commit } };
      const why = `the remote's tag ${tag} is at ${there.commit.slice(0, 12)}, not at ${commit.slice(0, 12)}`;
      return { state: "conflict", why, next: "Somebody else released this version; release another one." };
    },
    run: async (signal) => {
      const object = await repository.tag(tag, commit, message, release.settings.signTag);
      // The remote still checks that nobody was faster.
      const there = (await repository.remoteRefs(ref, signal)).find(
        (one) => one.ref === ref && one.object === replaced?.object,
      );
      const moves = commit === base ? [] : [{ from: commit, to: `refs/heads/${branch}`, expected: base }];
      const outcome = await repository.push(
        [...moves, { from: object, to: ref, expected: there?.object }],
        signal,
      );
      if (outcome.state === "pushed") return { tag: object, commit };
      throw new ServiceFailure({
        service: `the git remote ${repository.remote}`,
        kind: "refused",
        why: `${outcome.ref} was not taken: ${outcome.why}`,
      });
    },
  };
}
