/** One file to one index, exactly once: judged by its digest in a listing that is asked anew. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256File } from "../../artifacts/digest.ts";
import type { IndexedFile } from "../../artifacts/index-listing.ts";
import { ServiceFailure } from "../../clients/service-failure.ts";
import type { Credential, Upload, UploadAnswer, UploadIndex } from "../../clients/upload-index.ts";
import { WheelwayError } from "../../errors.ts";
import type { FindCredential } from "../credential.ts";
import { normalizeName } from "../../tags/project-name.ts";
import type { Effect, Guard, Probe } from "../effect.ts";
import type { ReleaseFile } from "../facts.ts";

export interface FileUpload {
  readonly index: UploadIndex;
  readonly project: string;
  readonly version: string;
  readonly file: ReleaseFile;
  /** Folder that holds the file. */
  readonly folder: string;
  /** PEP 740 attestations of this file, as JSON texts. */
  readonly attestations: readonly string[];
  /** Kept between files, and minted anew when it is old. */
  readonly credential: FindCredential;
  readonly guards: readonly Guard[];
  /** Is told what the index warned of. */
  readonly warn: (text: string) => Promise<void>;
}

/** Milliseconds after which a file that was stored is in the listing of any index that works. */
const visibleWithinMs = 10 * 60_000;

export function uploadFile(upload: FileUpload): Effect {
  const { index, file } = upload;
  const known: Guard = {
    name: "digest known",
    refuses: () => (file.sha256 ? undefined : "its digest is not known"),
  };
  return {
    id: `upload:${index.name}:${file.file}`,
    title: `upload ${file.file} to ${index.name}`,
    identity: "digest",
    guards: [known, ...upload.guards],
    // "Same name and same hash is accepted as a no-op."
    repeatable: true,
    visibleWithinMs,
    probe: async (signal) => {
      const listing = await index.listing(normalizeName(upload.project), signal);
      const there = listing.files.find((one) => one.file === file.file);
      if (!there || there.sha256 !== undefined) return judge(there, upload);
      return judge({ ...there, sha256: await digestOf(index, there, signal) }, upload);
    },
    run: (signal) => send(upload, signal),
  };
}

/** What a listing says of one file. */
function judge(there: IndexedFile | undefined, { file, index }: FileUpload): Probe {
  if (!there) return { state: "absent" };
  if (there.sha256 === file.sha256)
    return { state: "same", receipt: { url: there.url, sha256: file.sha256 } };
  return {
    state: "conflict",
    why: `${index.name} has other bytes under this name (SHA-256 ${there.sha256?.slice(0, 12) ?? "?"}…, ours is ${file.sha256.slice(0, 12)}…)`,
    next: "The name is used for ever: find out who uploaded it, and release under a new version (--bump patch or post).",
  };
}

/** Some indexes tell no SHA-256: the file itself does. */
async function digestOf(index: UploadIndex, there: IndexedFile, signal: AbortSignal): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wheelway-"));
  try {
    return await index.download(there.url, join(folder, "file"), signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function send(upload: FileUpload, signal: AbortSignal) {
  const { index, file, folder, attestations } = upload;
  const path = join(folder, file.file);
  // What was approved is what is sent: the file may have been changed since.
  const sha256 = await sha256File(path);
  if (sha256 !== file.sha256) throw changed(file, sha256);
  const sent = { path, sha256, size: file.size, attestations };
  const credential = await upload.credential(signal);
  const answer = await sendWith(index, sent, credential, signal).catch(async (error: unknown) => {
    // What was minted may end while a file is on its way. It was not taken: another token, and once more.
    const expired = error instanceof ServiceFailure && error.kind === "unauthorized" && credential.trusted;
    if (!expired) throw error;
    return sendWith(index, sent, await upload.credential(signal, credential), signal);
  });
  if (answer.state === "stored")
    for (const text of answer.warnings) await upload.warn(`${index.name}: ${text}`);
  const from = { credential: credential.from, attestations: credential.trusted ? attestations.length : 0 };
  if (answer.state === "stored" || answer.state === "already") return { sha256, ...from };
  throw refusal(index.name, answer);
}

/** Indexes take attestations from trusted publishers alone. */
function sendWith(
  index: UploadIndex,
  file: Upload,
  credential: Credential,
  signal: AbortSignal,
): Promise<UploadAnswer> {
  const attestations = credential.trusted ? file.attestations : [];
  return index.upload({ ...file, attestations }, credential, signal);
}

/** A refusal is looked at again by the probe: where other bytes are listed, it is told as that conflict. */
function refusal(
  service: string,
  answer: Extract<UploadAnswer, { state: "conflict" | "refused" }>,
): ServiceFailure {
  const advice = answer.state === "conflict" ? remedies.conflict : remedies[answer.reason];
  return new ServiceFailure({
    service,
    kind: "refused",
    why: `${answer.why}${advice === "" ? "" : ` (${advice})`}`,
  });
}

const remedies = {
  conflict: "a name is used for ever, even after its file was deleted: release under a new version",
  quota: "ask the index for a larger project limit, or remove old files",
  "too-large": "ask the index for a larger file limit, or make the file smaller",
  "second-sdist": "a release has one sdist: its name must be the one that is there",
  closed: "a release takes no more files after 14 days: release a .postN or the next version",
  metadata: "`wheelway verify` names what is wrong with it",
  forbidden: "these credentials may not upload to this project",
  other: "",
} as const;

function changed(file: ReleaseFile, sha256: string): WheelwayError {
  return new WheelwayError("approval-void", {
    message: `${file.file} is no longer the file that was approved`,
    why: `Its SHA-256 is ${sha256}, approved was ${file.sha256}.`,
    next: "Nothing of it was sent. Restore the file, or start the release again with what is there now.",
  });
}
