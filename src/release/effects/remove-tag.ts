/** Takes a version's tag away from the remote, only as long as it is the one that was seen. */

import type { RemoteRef, Repository } from "../../clients/repository.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Effect, Guard } from "../effect.ts";

export interface TagRemoval {
  readonly repository: Repository;
  readonly tag: RemoteRef;
  readonly guards: readonly [Guard, ...Guard[]];
}

export function removeTag({ repository, tag, guards }: TagRemoval): Effect {
  const { ref, object, commit } = tag;
  const name = ref.replace("refs/tags/", "");
  return {
    id: `remove-tag:${name}:${object.slice(0, 12)}`,
    title: `remove the tag ${name} from ${repository.remote}`,
    identity: "commit",
    guards,
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal) => {
      const there = (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
      if (!there) return { state: "same", receipt: { object, commit } };
      if (there.object === object) return { state: "absent" };
      const why = `the remote's tag ${name} is another one by now (${there.commit.slice(0, 12)})`;
      return { state: "conflict", why, next: "Somebody releases this version: look at that run first." };
    },
    run: async (signal) => {
      const outcome = await repository.push([{ from: undefined, to: ref, expected: object }], signal);
      if (outcome.state === "pushed") return { object, commit };
      const service = `the git remote ${repository.remote}`;
      throw new ServiceFailure({ service, kind: "refused", why: `${ref} stays: ${outcome.why}` });
    },
  };
}
