/** Reads what an index says to an upload: the public index, devpi, pypiserver and the forges' own registries say it in other words. */

import { retryAfterMs } from "./http-failure.ts";
import { ServiceFailure } from "./service-failure.ts";
import type { UploadAnswer } from "./upload-index.ts";

type Reason = Extract<UploadAnswer, { state: "refused" }>["reason"];

/** What the words of a 400, 403, 409 or 413 mean; the first that fits. */
const meanings: readonly (readonly [RegExp, Reason | "conflict"])[] = [
  [/only one sdist/i, "second-sdist"],
  [/file too large|exceeds? (?:the )?(?:file )?(?:size )?limit|too big/i, "too-large"],
  [/project size too large|quota|storage limit/i, "quota"],
  [
    /(?:released|uploaded|created) (?:more than )?\d+ days ago|no longer accepts? (?:new )?files|release is closed/i,
    "closed",
  ],
  // After the ones above, which name files too.
  [
    /already exists|already been used|different (?:content|hash|bytes)|file name .* used|previously used|already registered|conflict/i,
    "conflict",
  ],
  [/not allowed to upload|isn't allowed|insufficient|permission|user .* not/i, "forbidden"],
  [/metadata|invalid|required|classifier|description|record|filename|not a valid|unsupported/i, "metadata"],
];

/** Throws a `ServiceFailure` for what is no answer to the question. `text` is the beginning of the body. */
export function readUploadAnswer(service: string, response: Response, text: string): UploadAnswer {
  const { status } = response;
  if (status >= 200 && status < 300) return { state: "stored", warnings: warningsIn(response, text) };
  const why = `${status} ${firstLine(text) || response.statusText}`.trim();
  const fail = (kind: ServiceFailure["kind"], retryMs?: number) =>
    new ServiceFailure({
      service,
      kind,
      why,
      status,
      ...(retryMs === undefined ? {} : { retryAfterMs: retryMs }),
    });
  // A redirected upload loses its body on the way.
  if (status >= 300 && status < 400) throw fail("refused");
  if (status === 429) throw fail("later", retryAfterMs(response, Date.now()));
  if (status === 408 || status >= 500) throw fail("unclear", retryAfterMs(response, Date.now()));
  if (status === 401 || (status === 403 && /authenticat|token|credential|expired/i.test(text)))
    throw fail("unauthorized");
  if (status === 409) return { state: "conflict", why };
  if (status === 413) return { state: "refused", reason: "too-large", why };
  const meaning = meanings.find(([words]) => words.test(text))?.[1];
  if (meaning === "conflict") return { state: "conflict", why };
  return { state: "refused", reason: meaning ?? (status === 403 ? "forbidden" : "other"), why };
}

/** The public index puts warnings in a header of its own; others in the text of a good answer. */
function warningsIn(response: Response, text: string): string[] {
  const header = response.headers.get("x-pypi-warning") ?? response.headers.get("warning");
  const said = /^warning:\s*(.+)$/gim;
  return [...(header === null ? [] : [header]), ...[...text.matchAll(said)].map((match) => match[1] ?? "")];
}

/** Error pages are HTML: their title says it. */
function firstLine(text: string): string {
  const title = /<title>\s*([^<]+?)\s*<\/title>/i.exec(text)?.[1];
  const plain = title ?? text.replace(/<[^>]*>/g, " ");
  // eslint-disable-next-line no-control-regex -- a server's words go to a terminal
  const line = plain.replace(/[\u0000-\u001f\u007f-\u009f\s]+/g, " ").trim();
  return line.replace(/^\d{3}\s+/, "").slice(0, 300);
}
