/** From a pushed tag to the files that belong to it: its message names their manifest. */

import type { Repository } from "../clients/repository.ts";
import { ask } from "./ask.ts";
import { manifestLine } from "./manifest-line.ts";
import type { Clock } from "./perform.ts";

interface Asking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Hex SHA-256 of the manifest that the pushed tag names; `undefined` for a tag that something else made. */
export async function digestOfTag(
  repository: Repository,
  tag: string,
  asking: Asking,
): Promise<string | undefined> {
  const name = `refs/tags/${tag}`;
  const { signal } = asking;
  return ask(asking, async () => {
    const there = (await repository.remoteRefs(name, signal)).find(({ ref }) => ref === name);
    const message = there && (await repository.remoteTagMessage(there, signal));
    return manifestLine.exec(message ?? "")?.[1];
  });
}
