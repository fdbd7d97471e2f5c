/** The checkout's own branch gets what was pushed without it; where that cannot be, `git pull` brings it. */

import type { Repository } from "../../clients/repository.ts";
import type { Effect, Guard } from "../effect.ts";

const here: Guard = { name: "local", refuses: () => undefined };

export function advanceBranch(repository: Repository, branch: string, commit: string): Effect {
  return {
    id: `advance:${commit}`,
    title: `bring ${branch} of the checkout to ${commit.slice(0, 12)}`,
    identity: "commit",
    guards: [here],
    repeatable: true,
    visibleWithinMs: 0,
    probe: async () => {
      const at = await repository.commitOf(`refs/heads/${branch}`);
      const has = at !== undefined && (await repository.isAncestor(commit, at));
      return has ? { state: "same", receipt: { commit: at } } : { state: "absent" };
    },
    run: async () => {
      const { branch: current } = await repository.head();
      const moved = current === branch && (await repository.fastForward(commit));
      if (!moved) throw new Error(`${branch} of the checkout cannot be moved on`);
      return { commit };
    },
  };
}
