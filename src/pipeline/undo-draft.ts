/** Takes back the draft of a release that nobody outside has seen: nothing of it is on an index, and its tag is not pushed. */

import { gitRepository } from "../clients/git-repository.ts";
import { WheelwayError } from "../errors.ts";
import { oursOf } from "../release/effects/create-draft.ts";
import { removeRelease } from "../release/effects/remove-release.ts";
import { readFact } from "../release/facts.ts";
import type { Journal } from "../release/journal.ts";
import { perform } from "../release/perform.ts";
import { sentOf, type EffectStory, type ReleaseStory } from "../release/story.ts";
import { readConfig } from "./project.ts";
import { clockOf, releasePorts } from "./release-ports.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

/** What the step `draft-release` does; the release of a person that it only adds to is not ours to remove. */
const ofDraft = /^(create-draft|update-draft|upload-asset|remove-asset|rename-asset|remove-release):/;

/** Has nothing left this machine but a draft of our own? */
export function onlyDraftSent(journal: Journal, story: ReleaseStory): boolean {
  if (readFact(journal.entries, "origin")?.kind !== "checkout") return false;
  return sentOf(story).every(({ effect }) => ofDraft.test(effect));
}

/**
 * Removes the drafts that hold this release's files; one sentence for each.
 * @throws WheelwayError "release-conflict" where the forge cannot be told, or where one is public; those of `perform`
 */
export async function undoDraft(
  journal: Journal,
  story: ReleaseStory,
  surroundings: ReleaseSurroundings,
): Promise<string[]> {
  const sent = sentOf(story);
  const asked = story.lastRun?.asked;
  const tag = readFact(journal.entries, "version")?.tag;
  if (sent.length === 0 || !asked || tag === undefined || !story.manifest) return [];
  const forge = await forgeOfCheckout(asked.folder, surroundings);
  const { signal, tellRelease: tell } = surroundings;
  const ours = oursOf(await forge.releasesOf(tag, signal), story.manifest.digest);
  const done: string[] = [];
  for (const { id, draft } of ours) {
    const guard = {
      name: "not public",
      refuses: () => (draft ? undefined : "somebody has made it public: its files may be with users"),
    };
    const effect = removeRelease({ forge, id, tag, what: "draft", guards: [guard] });
    await perform(effect, { journal, clock: clockOf(surroundings), signal, tell });
    done.push(`the draft of ${tag} was removed from the forge`);
  }
  await forget(journal, sent);
  return done;
}

async function forget(journal: Journal, sent: readonly EffectStory[]): Promise<void> {
  for (const { effect, title } of sent) await journal.append({ type: "undone", effect, what: title });
}

async function forgeOfCheckout(folder: string, surroundings: ReleaseSurroundings) {
  const config = await readConfig(folder);
  const settings = config.options.release;
  const repository = await gitRepository({ folder, remote: settings.remote, env: surroundings.env });
  const remoteAddress = await repository.remoteAddress();
  const of = { settings, test: undefined, projectFolder: folder, repository, remoteAddress };
  const { forge } = releasePorts(of, surroundings);
  if (forge) return forge;
  throw new WheelwayError("release-conflict", {
    message: "the release has a draft, and the configuration names no forge any more",
    next: "Put release.forge back; or wheelway abort --leave-sent, and delete the draft by hand.",
  });
}
