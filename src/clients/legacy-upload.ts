/** An index with the legacy upload API: the public one, its test instance, devpi, pypiserver, and the registries of forges. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { IndexListing } from "../artifacts/index-listing.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { readWheel } from "../artifacts/wheel.ts";
import { WheelwayError } from "../errors.ts";
import { createRedactor } from "../redact.ts";
import { bodyText } from "./body.ts";
import { downloadTo } from "./download-to.ts";
import type { Http } from "./http.ts";
import { listProject } from "./package-index.ts";
import { ServiceFailure } from "./service-failure.ts";
import { readUploadAnswer } from "./upload-answer.ts";
import { uploadForm } from "./upload-form.ts";
import type { Credential, Upload, UploadAnswer, UploadIndex } from "./upload-index.ts";

export interface LegacyUploadOptions {
  readonly name: string;
  /** Address that takes uploads. */
  readonly upload: string;
  /** Simple API, ends in "/". */
  readonly simple: string;
  /** "https://example/project/{project}/{version}/"; `undefined` where there are no pages. */
  readonly page: string | undefined;
  readonly http: Http;
  /** Milliseconds that an upload waits for its answer, beside the time for its bytes; default 60,000. */
  readonly answerWithinMs?: number;
  readonly credential: (signal: AbortSignal) => Promise<Credential>;
  readonly foreseeCredential?: (signal: AbortSignal) => Promise<void>;
  readonly giveBack?: (credential: Credential) => Promise<void>;
}

const longestAnswer = 64 * 1024;

export function legacyUploadIndex(options: LegacyUploadOptions): UploadIndex {
  const { name, http, foreseeCredential, giveBack } = options;
  return {
    name,
    page: (project, version) => options.page?.replace("{project}", project).replace("{version}", version),
    listing: (project, signal) => freshListing(options, project, signal),
    credential: options.credential,
    ...(foreseeCredential ? { foreseeCredential } : {}),
    ...(giveBack ? { giveBack } : {}),
    upload: (file, credential, signal) => send(options, file, credential, signal),
    download: (url, to, signal) => downloadTo(http, name, url, to, signal),
  };
}

async function freshListing(
  { name, simple, http }: LegacyUploadOptions,
  project: string,
  signal: AbortSignal,
): Promise<IndexListing> {
  try {
    return await listProject({ name, simple }, project, { http, signal, fresh: true });
  } catch (error) {
    if (!(error instanceof WheelwayError) || error.code !== "index-unreachable") throw error;
    throw new ServiceFailure({
      service: name,
      kind: "unclear",
      why: error.why ?? error.message,
      cause: error,
    });
  }
}

async function send(
  { name, upload: url, http, answerWithinMs = 60_000 }: LegacyUploadOptions,
  file: Upload,
  credential: Credential,
  signal: AbortSignal,
): Promise<UploadAnswer> {
  const body = await uploadForm(await read(file.path), file);
  const user = Buffer.from(`${credential.user}:${credential.password}`).toString("base64");
  const answer = await http(url, {
    method: "POST",
    headers: { authorization: `Basic ${user}`, accept: "*/*" },
    body,
    repeatable: false,
    redirect: "manual",
    // An upload takes its time before there is an answer.
    timeoutMs: answerWithinMs + file.size / 20,
    signal,
  });
  if (!answer.answered) {
    const kind = /nothing listens there|cannot be resolved/.test(answer.why) ? "later" : "unclear";
    throw new ServiceFailure({ service: name, kind, why: answer.why });
  }
  const text = await bodyText(answer.response, longestAnswer).catch(() => "");
  // Some servers say back what they were sent. What is cut short later could not be masked there any more.
  const told = createRedactor([credential.password]).text(text);
  return readUploadAnswer(name, answer.response, told);
}

/** Metadata only: digests were taken when the manifest was made, and are compared when the file is sent. */
function read(path: string): Promise<Wheel | Sdist> {
  return path.endsWith(".whl") ? readWheel(path, { digests: false }) : readSdist(path, { digests: false });
}
