/** The use cases `approve`, `reject` and `abort`: what a person decides of an open release, written into its journal. */

import { randomUUID } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pid } from "node:process";
import { WheelwayError } from "../errors.ts";
import { approvalOf, checkApproved } from "../release/approval.ts";
import type { ReleaseFile } from "../release/facts.ts";
import { abortedFolder } from "../release/find-releases.ts";
import { distFolder, journalPath, lockPath, logPath } from "../release/folders.ts";
import { openJournal, readJournal } from "../release/journal-file.ts";
import type { Journal } from "../release/journal.ts";
import { openReleaseLog, toldTo } from "../release/release-log.ts";
import { lockRelease } from "../release/local-lock.ts";
import { sentOf, storyOf, type ReleaseStory } from "../release/story.ts";
import { syncFolder } from "../store/synced-file.ts";
import { normalizeName } from "../tags/project-name.ts";
import { openRelease, type WhichRelease } from "./open-releases.ts";
import { configFor } from "./publish.ts";
import { undoLocally } from "./release-undo.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { onlyDraftSent, undoDraft } from "./undo-draft.ts";

export interface DecideRequest extends WhichRelease {
  readonly by: string;
  readonly decision:
    | { readonly kind: "approve"; readonly note: string }
    | { readonly kind: "reject"; readonly reason: string }
    /** `leaveSent`: close it although something has left this machine. */
    | { readonly kind: "abort"; readonly leaveSent: boolean };
  /** The digest that the person has seen, or its beginning. */
  readonly manifest: string | undefined;
}

export interface DecideReport {
  readonly project: string;
  readonly version: string;
  readonly outcome: "approved" | "acknowledged" | "rejected" | "aborted";
  readonly manifestDigest: string | undefined;
  readonly files: readonly ReleaseFile[];
  /** What was undone, and what a person must do: one sentence each. */
  readonly done: readonly string[];
  readonly byHand: readonly string[];
  readonly journal: string;
}

/** @throws WheelwayError "usage-invalid", "release-conflict", "approval-void" */
export async function decide(
  request: DecideRequest,
  surroundings: ReleaseSurroundings,
): Promise<DecideReport> {
  const { folder } = await openRelease(request, surroundings);
  const { redact, now } = surroundings;
  const unlock = await lockRelease(lockPath(folder), pid);
  try {
    const file = await openJournal(journalPath(folder), { run: randomUUID(), now, redact });
    const broken = (text: string) => surroundings.tellRelease({ type: "said", text, warning: true });
    const log = openReleaseLog(logPath(folder), { now, redact, broken });
    const journal = toldTo(log, file);
    try {
      return await act(request, { journal, folder, story: storyOf(journal.entries) }, surroundings);
    } finally {
      log.close();
      await journal.close();
    }
  } finally {
    await unlock();
    await sweepAborted(folder);
  }
}

interface Opened {
  readonly journal: Journal;
  readonly folder: string;
  readonly story: ReleaseStory;
}

async function act(
  { by, decision, manifest: seen }: DecideRequest,
  opened: Opened,
  surroundings: ReleaseSurroundings,
): Promise<DecideReport> {
  const { journal, folder, story } = opened;
  const { project, version, manifest } = story;
  const digest = manifest?.digest;
  if (seen !== undefined && !digest?.startsWith(seen.toLowerCase())) throw another(story, seen);
  const base = {
    project,
    version,
    manifestDigest: digest,
    files: manifest?.files ?? [],
    done: [],
    byHand: [],
  };
  const report = { ...base, journal: journalPath(folder) };
  if (decision.kind === "abort")
    return { ...report, ...(await abort(opened, { by, leaveSent: decision.leaveSent }, surroundings)) };
  if (decision.kind === "approve" && story.waits.for === "acknowledgement") {
    const { what } = story.waits;
    for (const name of what)
      await journal.append({ type: "acknowledged", what: name, by, how: "person", note: decision.note });
    return { ...report, outcome: "acknowledged", done: what.map((name) => `acknowledged: ${name}`) };
  }
  if (digest === undefined) throw nothingYet(story);
  if (decision.kind === "reject") {
    await journal.append({ type: "rejected", manifest: digest, by, reason: decision.reason });
    return { ...report, outcome: "rejected" };
  }
  await checkApproved({ digest, files: [...report.files] }, distFolder({ folder }));
  if (approvalOf(journal.entries, digest).state !== "approved")
    await journal.append({ type: "approved", manifest: digest, by, how: "person", note: decision.note });
  return { ...report, outcome: "approved" };
}

async function abort(
  { journal, folder, story }: Opened,
  { by, leaveSent }: { readonly by: string; readonly leaveSent: boolean },
  surroundings: ReleaseSurroundings,
): Promise<Pick<DecideReport, "outcome" | "done" | "byHand" | "journal">> {
  const byHand = onlyDraftSent(journal, story) && !leaveSent ? [] : leftBehind(story, await pagesOf(story));
  if (byHand.length > 0 && !leaveSent) throw sent(story, byHand);
  // The draft first: where the forge does not answer, nothing is half taken back.
  const done =
    byHand.length > 0
      ? []
      : [
          ...(await undoDraft(journal, story, surroundings)),
          ...(await undoLocally(journal, story, surroundings)),
        ];
  await journal.append({ type: "closed", outcome: "aborted", by });
  return { outcome: "aborted", done, byHand, journal: journalPath(asideOf(folder, story)) };
}

/** An aborted release makes room for the next one of its version; its journal is kept. */
export async function sweepAborted(folder: string): Promise<void> {
  const { entries } = await readJournal(journalPath(folder));
  if (entries.length === 0) return;
  const story = storyOf(entries);
  if (story.state !== "aborted" && story.state !== "rolled-back") return;
  const aside = asideOf(folder, story);
  await mkdir(dirname(aside), { recursive: true });
  await rename(folder, aside);
  await syncFolder(dirname(folder));
  await rm(distFolder({ folder: aside }), { recursive: true, force: true });
}

/** Its name tells when the release began, so that each has one of its own. */
function asideOf(folder: string, { began }: ReleaseStory): string {
  return join(dirname(folder), abortedFolder, `${basename(folder)}-${began.replace(/[:.]/g, "-")}`);
}

/** One sentence for each thing that nothing takes back, and where a person can. */
function leftBehind(story: ReleaseStory, pages: ReadonlyMap<string, string>): string[] {
  return sentOf(story).map(({ effect, title, state }) => {
    const page = effect.startsWith("upload:") ? pages.get(effect.split(":")[1] ?? "") : undefined;
    const how = state === "done" ? "done" : "perhaps done";
    return `${title}: ${how}${page === undefined ? "" : `; it can be yanked on ${page}`}`;
  });
}

/** Index -> the version's page there, as the settings of now tell it. */
async function pagesOf({ project, version, lastRun }: ReleaseStory): Promise<ReadonlyMap<string, string>> {
  const config =
    lastRun?.asked && (await configFor(lastRun.asked.folder, { project }).catch(() => undefined));
  const { index, testIndex, registries = [] } = config?.options.release ?? {};
  return new Map(
    [index, testIndex, ...registries].flatMap((one) => {
      const page = one?.page?.replace("{project}", normalizeName(project)).replace("{version}", version);
      return one && page !== undefined ? [[one.name, page] as const] : [];
    }),
  );
}

function sent({ project, version }: ReleaseStory, byHand: readonly string[]): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `${project} ${version} cannot be taken back: ${byHand.length === 1 ? "one thing has" : `${byHand.length} things have`} left this machine`,
    why: `${byHand.join("\n")}\nA name on an index is used for ever; a version there can only be yanked, by hand, on its page.`,
    next: "wheelway resume finishes it; wheelway abort --leave-sent closes it and leaves what is out there.",
  });
}

function nothingYet({ project, version, waits }: ReleaseStory): WheelwayError {
  return new WheelwayError("approval-missing", {
    message: `there is no set of ${project} ${version} yet that somebody could decide on`,
    next:
      waits.for === "acknowledgement"
        ? "wheelway approve says yes to what it waits for; wheelway abort takes it back."
        : "wheelway resume builds and verifies it, then asks.",
  });
}

function another({ project, version, manifest }: ReleaseStory, seen: string): WheelwayError {
  return new WheelwayError("approval-void", {
    message: `the manifest of ${project} ${version} is not ${seen}`,
    why: manifest ? `It is ${manifest.digest}.` : "There is none yet.",
    next: "wheelway status shows it; decide on what is there now.",
  });
}
