/** One commit on the remote's branch with the record of a release: on top of what others have pushed meanwhile, never over it. */

import type { RemoteRef, Repository } from "../../clients/repository.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Effect, Guard, Probe } from "../effect.ts";
import type { RecordedFile } from "../record.ts";

export interface RecordCommit {
  readonly repository: Repository;
  readonly branch: string;
  readonly tag: string;
  readonly version: string;
  /** The release commit. */
  readonly released: string;
  /** Hex SHA-256 of the manifest. */
  readonly manifest: string;
  readonly files: readonly RecordedFile[];
  readonly guards: readonly [Guard, ...Guard[]];
}

/** The line of the commit's message by which it is known again. */
export function recordLine({ tag, manifest }: Pick<RecordCommit, "tag" | "manifest">): string {
  return `Wheelway-Record: ${tag} sha256:${manifest}`;
}

export function recordCommit(record: RecordCommit): Effect {
  const { repository, branch, tag, files, guards } = record;
  let upstream: RemoteRef | undefined;
  return {
    id: `record:${tag}`,
    title: `commit ${files.map(({ path }) => path).join(", ")} to ${branch}`,
    identity: "marker",
    guards,
    // The branch is written only where it is what was looked at.
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal) => {
      const ref = `refs/heads/${branch}`;
      upstream = (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
      return look(record, upstream, signal);
    },
    run: async (signal) => {
      const { commit: parent = "", object } = upstream ?? {};
      const message = `Record the release of ${record.version}\n\n${recordLine(record)}\n`;
      const commit = await repository.commits.onto({ parent, files, message }).catch((error: unknown) => {
        throw impossible(error);
      });
      const to = `refs/heads/${branch}`;
      const outcome = await repository.push([{ from: commit, to, expected: object }], signal);
      if (outcome.state === "pushed") return { commit };
      throw rejection(repository.remote, branch, outcome.why);
    },
  };
}

async function look(
  record: RecordCommit,
  upstream: RemoteRef | undefined,
  signal: AbortSignal,
): Promise<Probe> {
  const { repository, branch, released, files } = record;
  if (!upstream) return conflict(`${repository.remote} has no branch ${branch}`);
  // Brings the branch here.
  const there = await Promise.all(
    files.map(async ({ path, text }) => ({
      path,
      text,
      now: await repository.remoteFile(upstream, path, signal),
      before: await repository.fileAt(released, path),
    })),
  );
  const { commit } = upstream;
  if (!(await repository.isAncestor(released, commit)))
    return conflict(`${branch} on ${repository.remote} no longer has the release commit`);
  const made = await repository.commits.saying(recordLine(record), released, commit);
  if (made !== undefined) return { state: "same", receipt: { commit: made } };
  if (there.every(({ text, now }) => now === text)) return { state: "same", receipt: { commit } };
  const changed = there.filter(({ text, now, before }) => now !== before && now !== text);
  if (changed.length === 0) return { state: "absent" };
  const names = changed.map(({ path }) => path).join(", ");
  return conflict(`somebody changed ${names} on ${branch} since the release commit`);
}

function conflict(why: string): Probe {
  return { state: "conflict", why, next: "Commit the files by hand." };
}

function impossible(error: unknown): ServiceFailure {
  const why = error instanceof Error ? error.message : String(error);
  return new ServiceFailure({ service: "git", kind: "refused", why, cause: error });
}

/** Somebody was faster, which is looked at again; or the remote does not want it, which stays so. */
function rejection(remote: string, branch: string, why: string): ServiceFailure {
  const raced = /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref/i.test(why);
  return new ServiceFailure({
    service: `the git remote ${remote}`,
    kind: raced ? "later" : "refused",
    why: `${branch} was not taken: ${why}`,
  });
}
