/** Takes the release commit back on the branch that everybody has: by one more commit, never by moving the branch. */

import type { RemoteRef, Repository } from "../../clients/repository.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Effect, Guard, Probe } from "../effect.ts";

export interface Reversal {
  readonly repository: Repository;
  readonly commit: string;
  readonly branch: string;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function revertCommit(reversal: Reversal): Effect {
  const { repository, commit, branch, guards } = reversal;
  return {
    id: `revert:${commit}`,
    title: `revert the release commit ${commit.slice(0, 12)} on ${branch}`,
    identity: "commit",
    guards,
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal): Promise<Probe> => {
      const { commit: on } = await upstream(reversal, signal);
      const reverted = await repository.revert(commit, on);
      if (reverted.state === "was-there") return { state: "same", receipt: { commit: reverted.commit } };
      if (reverted.state === "made") return { state: "absent" };
      return {
        state: "conflict",
        why: `${branch} has changed the same lines since`,
        next: `Revert it by hand: git revert ${commit.slice(0, 12)}; then the same command again.`,
      };
    },
    run: async (signal) => {
      const there = await upstream(reversal, signal);
      const reverted = await repository.revert(commit, there.commit);
      if (reverted.state !== "made") throw refusal(repository, `${branch} has changed meanwhile`);
      const update = { from: reverted.commit, to: there.ref, expected: there.object };
      const outcome = await repository.push([update], signal);
      if (outcome.state === "rejected") throw refusal(repository, outcome.why);
      return { commit: reverted.commit };
    },
  };
}

/** The branch as the remote has it now, with its commits here. */
async function upstream({ repository, branch }: Reversal, signal: AbortSignal): Promise<RemoteRef> {
  await repository.fetch(signal);
  const ref = `refs/heads/${branch}`;
  const there = (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
  if (there) return there;
  throw refusal(repository, `there is no branch ${branch}`);
}

/** Somebody who pushed in between is no reason to stop: it is looked at anew. */
function refusal({ remote }: Repository, why: string): ServiceFailure {
  const kind = /stale info|fetch first|changed meanwhile/.test(why) ? "later" : "refused";
  return new ServiceFailure({ service: `the git remote ${remote}`, kind, why });
}
