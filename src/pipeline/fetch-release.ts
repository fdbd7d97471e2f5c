/** Fetches the files of a forge's release into a folder of their own, held against its manifest, its text and its tag. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Forge } from "../clients/forge.ts";
import { ask } from "../release/ask.ts";
import { downloadRelease } from "../release/download-release.ts";
import type { Clock } from "../release/perform.ts";
import type { FetchedRelease } from "../release/take-release.ts";

export interface ReleaseSource {
  readonly forge: Forge;
  readonly tag: string;
  /** Hex SHA-256 of the manifest that the pushed tag names; `undefined` where it names none, or cannot be asked. */
  readonly manifest: string | undefined;
}

interface Asking {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Calls `act` with what was fetched; the folder is gone afterwards.
 * @throws WheelwayError "release-not-found", "release-conflict"; those of `ask`
 */
export async function withFetched<T>(
  { forge, tag, manifest }: ReleaseSource,
  asking: Asking,
  act: (fetched: FetchedRelease) => Promise<T>,
): Promise<T> {
  const { signal } = asking;
  const scratch = await mkdtemp(join(tmpdir(), "wheelway-release-"));
  const place = { dist: join(scratch, "dist"), bundles: join(scratch, "bundles") };
  try {
    const downloaded = await ask(asking, async () => {
      // What a failed try has left.
      await Promise.all(Object.values(place).map((path) => rm(path, { recursive: true, force: true })));
      return downloadRelease(forge, { tag, manifest }, place, signal);
    });
    return await act({ ...downloaded, tag, place, namedByTag: manifest !== undefined });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
