/** The release commit and its tag, in the local repository: nothing outside sees them before the push. */

import type { Repository } from "../../clients/repository.ts";
import type { Effect, Guard, Probe } from "../effect.ts";

const here: Guard = { name: "local", refuses: () => undefined };

export interface ReleaseCommit {
  readonly repository: Repository;
  /** The commit that it stands on. */
  readonly base: string;
  readonly paths: readonly string[];
  readonly message: string;
}

/** Id of the effect that makes the release commit on a base. */
export function commitEffect(base: string): string {
  return `commit:${base}`;
}

/** A commit with that message on the base that changes nothing but those paths is ours. */
export function commitRelease({ repository, base, paths, message }: ReleaseCommit): Effect {
  return {
    id: commitEffect(base),
    title: `commit ${paths.join(", ")}`,
    identity: "commit",
    guards: [here],
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (): Promise<Probe> => {
      const { commit } = await repository.head();
      if (commit === base) return { state: "absent" };
      const parent = await repository.commitOf(`${commit}^`);
      const said = await repository.messageOf(commit);
      if (parent === base && said.trim() === message.trim()) return { state: "same", receipt: { commit } };
      return {
        state: "conflict",
        why: `HEAD moved from ${base.slice(0, 12)} to ${commit.slice(0, 12)}`,
        next: "Somebody committed in between. `wheelway abort` takes this release back; then release again.",
      };
    },
    run: async () => ({ commit: await repository.commit(paths, message) }),
  };
}

export interface ReleaseTag {
  readonly name: string;
  readonly commit: string;
  readonly message: string;
  readonly sign: boolean;
  /** Commit of an abandoned run's tag, which gives way. */
  readonly replaced: string | undefined;
}

/** The annotated tag; made again with another message as often as needed, as long as it is not pushed. */
export function tagRelease(repository: Repository, tag: ReleaseTag): Effect {
  return {
    id: `tag:${tag.name}`,
    title: `tag ${tag.commit.slice(0, 12)} as ${tag.name}`,
    identity: "commit",
    guards: [here],
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (): Promise<Probe> => {
      const there = await repository.commitOf(`refs/tags/${tag.name}`);
      if (there === undefined) return { state: "absent" };
      if (there !== tag.commit && there === tag.replaced) return { state: "absent" };
      if (there !== tag.commit) {
        return {
          state: "conflict",
          why: `the tag ${tag.name} is at ${there.slice(0, 12)}`,
          next: `Somebody else made it. Remove it where it is a mistake (git tag -d ${tag.name}), or release another version.`,
        };
      }
      const said = await repository.tagMessage(`refs/tags/${tag.name}`);
      return said?.trim() === tag.message.trim()
        ? { state: "same", receipt: { tag: tag.name } }
        : { state: "absent" };
    },
    run: async () => ({ object: await repository.tag(tag.name, tag.commit, tag.message, tag.sign) }),
  };
}
