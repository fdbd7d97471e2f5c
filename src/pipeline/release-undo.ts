/** Takes back what a release has made on this machine and nobody else has seen: its claim, its tag and its commit. */

import { hostname } from "node:os";
import { pid } from "node:process";
import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import { releaseClaim } from "../release/claim.ts";
import { readFact } from "../release/facts.ts";
import type { Journal } from "../release/journal.ts";
import { isRunning } from "../processes.ts";
import type { ReleaseStory } from "../release/story.ts";
import { globMatcher } from "../config/glob.ts";
import { configFor } from "./publish.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";

/** One sentence for each thing that was undone. What is no longer as the release made it stays. */
export async function undoLocally(
  journal: Journal,
  story: ReleaseStory,
  surroundings: ReleaseSurroundings,
): Promise<string[]> {
  const { entries } = journal;
  const base = readFact(entries, "base");
  const asked = story.lastRun?.asked;
  if (!base || !asked) return [];
  const { env } = surroundings;
  const repository = await gitRepository({ folder: asked.folder, remote: base.remote, env });
  const done: string[] = [];
  const say = async (effect: string, what: string) => {
    await journal.append({ type: "undone", effect, what });
    done.push(what);
  };
  const made = readFact(entries, "commit");
  // Found after a crash it is ours all the same: it was begun here.
  const own = (effect: string) => {
    const { intent, receipt } = journal.effect(effect);
    return receipt !== undefined && (!receipt.found || intent !== undefined);
  };
  if (
    made &&
    own(`tag:${made.tag}`) &&
    (await repository.commitOf(`refs/tags/${made.tag}`)) === made.commit
  ) {
    await repository.removeTag(made.tag);
    await say(`tag:${made.tag}`, `the local tag ${made.tag} was removed`);
  }
  const commit = `commit:${base.commit}`;
  const written = readFact(entries, "written") ?? [];
  const { branch, commit: to } = base;
  if (made && own(commit) && (await repository.undoCommit({ branch, from: made.commit, to, written })))
    await say(commit, `the branch ${branch} is back at ${to.slice(0, 12)}`);
  if (!made && (await repository.head()).commit === to) {
    const paths = await onlyOurs(written, asked.folder, story);
    await repository.restore(to, paths);
    if (paths.length > 0) done.push(`as before: ${paths.join(", ")}`);
  }
  await giveBack(repository, journal, surroundings);
  return done;
}

/** Where changes of a person may go along, there may be some: those files stay as they are. */
async function onlyOurs(
  written: readonly string[],
  folder: string,
  { project }: ReleaseStory,
): Promise<readonly string[]> {
  if (written.length === 0) return [];
  const config = await configFor(folder, { project });
  const along = globMatcher(config.options.release.commitPaths);
  return written.filter((path) => !along(path));
}

async function giveBack(
  repository: Repository,
  { entries }: Journal,
  { signal, now }: ReleaseSurroundings,
): Promise<void> {
  const claim = readFact(entries, "claim");
  if (!claim) return;
  const since = now().getTime();
  const owner = { token: claim.token, by: "", host: hostname(), pid, ciRun: null, since };
  const request = { repository, ref: claim.ref, owner, isRunning, now: () => since, takeOver: false };
  // Without the remote it stays, until it is too old to count.
  await releaseClaim(request, signal).catch(() => signal.throwIfAborted());
}
