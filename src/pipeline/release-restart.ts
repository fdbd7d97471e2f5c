/** A release whose upstream branch moved under it: taken back whole, and begun again from what everybody has now. */

import { WheelwayError } from "../errors.ts";
import type { Release } from "../release/step.ts";
import { storyOf } from "../release/story.ts";
import { undoLocally } from "./release-undo.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { onlyDraftSent, undoDraft } from "./undo-draft.ts";

/** How often one run begins again before it leaves the decision to a person. */
export const mostRestarts = 3;

/** What a try that was taken back knew: a version is raised once, however often a release begins again. */
export interface EarlierTry {
  /** That it was to be. */
  readonly version: string;
  /** That the project had before the first try. */
  readonly before: string | null;
}

/**
 * Draft, tag, commit and claim go, the branch follows upstream, and the journal is closed. Every part can be done twice.
 * @throws WheelwayError `stale` itself, where something is out already or commits are in the way
 */
export async function takeBack(
  release: Release,
  stale: WheelwayError,
  surroundings: ReleaseSurroundings,
): Promise<EarlierTry> {
  const { journal, ports, signal, say } = release;
  const { repository } = ports;
  const story = storyOf(journal.entries);
  if (!repository || !onlyDraftSent(journal, story)) throw stale;
  const { version, before } = release.fact("version");
  await release.warn(`${stale.message}: taken back, and started again`);
  for (const done of await undoDraft(journal, story, surroundings)) say(done);
  for (const done of await undoLocally(journal, story, surroundings)) say(done);
  const { branch } = release.fact("base");
  await repository.fetch(signal);
  const name = `refs/heads/${branch}`;
  const upstream = (await repository.remoteRefs(name, signal)).find(({ ref }) => ref === name);
  const head = await repository.head();
  if (!upstream || head.branch !== branch || !(await repository.fastForward(upstream.commit)))
    throw cannotFollow(stale, branch);
  say(`${branch} is at ${upstream.commit.slice(0, 12)}, as upstream`);
  await journal.append({ type: "closed", outcome: "aborted" });
  return { version, before };
}

function cannotFollow(stale: WheelwayError, branch: string): WheelwayError {
  return new WheelwayError("release-stale", {
    message: stale.message,
    why: `The release was taken back, but ${branch} here cannot follow: it has commits or changes of its own, or is not checked out.`,
    next: `Bring ${branch} in step with upstream (git pull --rebase), then release again.`,
    cause: stale,
  });
}

export function restless(stale: WheelwayError): WheelwayError {
  return new WheelwayError("release-stale", {
    message: stale.message,
    why: `It moved ${mostRestarts + 1} times while this run made its release; each time it was started again.`,
    next: "Wait until nobody pushes, then `wheelway release`: it starts again from what is there then.",
    cause: stale,
  });
}
