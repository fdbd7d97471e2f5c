/** The checkout in which an engine's container releases: the caller's, until there is something in it that must not be lost. */

import { cp, mkdir, rename, rm, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { sha256Text } from "../artifacts/digest.ts";
import { gitRepository } from "../clients/git-repository.ts";
import type { Repository } from "../clients/repository.ts";
import { WheelwayError } from "../errors.ts";
import { isThere } from "../files.ts";
import { readFact } from "../release/facts.ts";
import { findReleases } from "../release/find-releases.ts";
import type { JournalEntry } from "../release/journal-entry.ts";
import { stateOf } from "../release/story.ts";
import { readConfig } from "./project.ts";

export interface CallerCheckout {
  /** Top folder of the caller's checkout; absolute, gone with the container. */
  readonly source: string;
  /** The project's folder in it; absolute. */
  readonly project: string;
  /** Folder that outlives the container; used by one container at a time. */
  readonly state: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The project's folder in the checkout that is worked in, made where it is not there. A release that has made its commit
 * goes on in the checkout that has it; any other begins with the caller's as it is now.
 * @throws WheelwayError "project-no-git", "usage-invalid"
 */
export async function workingCheckout(caller: CallerCheckout): Promise<string> {
  const { kept, journals, repository } = await placesOf(caller);
  await checkAuthor(repository);
  if (!((await isThere(kept)) && (await holdsCommit(journals)))) await replace(kept, journals, caller.source);
  return join(kept, relative(caller.source, caller.project));
}

/** The same for those who only look: the caller's own where nothing was released yet, and where it is no checkout. */
export async function knownCheckout(caller: CallerCheckout): Promise<string> {
  const places = await placesOf(caller).catch((error: unknown): undefined => {
    if (error instanceof WheelwayError && /^project-no-/.test(error.code)) return undefined;
    throw error;
  });
  if (!places) return caller.project;
  const { kept } = places;
  return (await isThere(kept)) ? join(kept, relative(caller.source, caller.project)) : caller.project;
}

/** One for each remote: a fork releases under its own name, or not at all. */
async function placesOf({ source, project, state, env }: CallerCheckout) {
  const { remote } = (await readConfig(project)).options.release;
  const repository = await gitRepository({ folder: source, remote, env }).catch((cause: unknown) => {
    throw new WheelwayError("project-no-git", {
      message: "the source is no git checkout",
      why: "A release commits, tags and pushes. A folder below the top of a checkout, or a worktree, comes without its .git.",
      next: "Give --source the top folder of a clone, and --project the folder of the project in it.",
      cause,
    });
  });
  const key = sha256Text((await repository.remoteAddress()) ?? "").slice(0, 16);
  return {
    repository,
    kept: join(state, "checkouts", key),
    journals: join(state, "checkout-releases", key),
  };
}

async function checkAuthor(repository: Repository): Promise<void> {
  await repository.author().catch((cause: unknown) => {
    throw new WheelwayError("usage-invalid", {
      message: "it is not known who makes the release commit and its tag",
      next: 'Give --author="Name <mail@example.org>", or set user.name and user.email in the checkout (git config --local).',
      cause,
    });
  });
}

/** From the moment in which it may have been made: artifacts and tag name exactly this commit, and only this disk has it. */
async function holdsCommit(journals: string): Promise<boolean> {
  const begun = (entries: readonly JournalEntry[]) =>
    readFact(entries, "commit") !== undefined ||
    entries.some((entry) => entry.type === "intent" && entry.effect.startsWith("commit:"));
  const found = await findReleases([join(journals, "releases")]);
  return found.some(({ entries }) => stateOf(entries) === "open" && begun(entries));
}

async function replace(kept: string, journals: string, source: string): Promise<void> {
  const next = `${kept}.next`;
  const own = join(source, ".git", "wheelway");
  await rm(next, { recursive: true, force: true });
  await mkdir(join(journals, "releases"), { recursive: true });
  // The caller's own journals are about the caller's disk.
  const filter = (path: string) => path !== own;
  await cp(source, next, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true, filter });
  await symlink(journals, join(next, ".git", "wheelway"));
  await rm(kept, { recursive: true, force: true });
  await rename(next, kept);
}
