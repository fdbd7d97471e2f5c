/** Streams what a service holds to a new file, and tells its digest. */

import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { bodyPieces } from "./body.ts";
import type { Http, HttpRequest } from "./http.ts";
import { ServiceFailure } from "./service-failure.ts";

const most = 8 * 1024 * 1024 * 1024;

/** Hex SHA-256 of what was written to `to`, which must not exist; nothing is left of a download that fails. */
export async function downloadTo(
  http: Http,
  service: string,
  url: string,
  to: string,
  signal: AbortSignal,
  request: HttpRequest = {},
): Promise<string> {
  const answer = await http(url, { ...request, signal });
  if (!answer.answered) throw new ServiceFailure({ service, kind: "unclear", why: answer.why });
  const { response } = answer;
  if (!response.ok) {
    await response.body?.cancel();
    const { status } = response;
    const kind = status === 401 || status === 403 ? "unauthorized" : "unclear";
    throw new ServiceFailure({ service, kind, why: `it answered ${status} to a download`, status });
  }
  const hash = createHash("sha256");
  const file = await open(to, "wx");
  try {
    for await (const piece of bodyPieces(response, { most })) {
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.sync();
  } catch (error) {
    await rm(to, { force: true });
    signal.throwIfAborted();
    if (error instanceof Error && "code" in error) throw error;
    const why = `a download ${error instanceof Error ? error.message : String(error)}`;
    throw new ServiceFailure({ service, kind: "unclear", why, cause: error });
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}
