/** After the push of a tag: its draft is what it was, also where the forge makes it public by itself. */

import type { Forge } from "../clients/forge.ts";
import { ask } from "./ask.ts";
import { hideDraft, hideDraftEffect } from "./effects/hide-draft.ts";
import type { Release } from "./step.ts";
import { effectGuards } from "./steps/draft-release.ts";

/** Milliseconds within which a forge has dealt with a tag: it does so in a queue. */
const dealtWithinMs = 10_000;
const pauseMs = 500;

/** Only by the run that pushed, and as long as it has not made the release public itself. */
export async function keepHidden(release: Release, forge: Forge, push: string): Promise<void> {
  const draft = release.known("draft");
  if (forge.publishesOnPush !== true || !draft) return;
  const { id } = draft;
  const { journal, clock, signal } = release;
  const done = journal.effect(hideDraftEffect(forge, id)).receipt !== undefined;
  const ours = journal.effect(push).intent !== undefined;
  const published = journal.effect(`publish-draft:${forge.kind}:${id}`).intent !== undefined;
  if (done || !ours || published) return;
  const until = clock.now() + dealtWithinMs;
  while (clock.now() < until) {
    const there = await ask(release, () => forge.release(id, signal));
    if (there?.draft !== true) break;
    await clock.sleep(pauseMs, signal);
  }
  const { tag } = release.fact("version");
  await release.perform(hideDraft({ forge, id, tag, guards: effectGuards(release, forge) }));
}
