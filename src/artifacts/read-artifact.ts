/** Reads a wheel or an sdist where it is not known yet whether it can be read: what is refused is an answer here, not an error. */

import type { RefusedArchive } from "../checks/check.ts";
import type { ArchiveLimits, Sdist, Wheel } from "./archive.ts";
import { sha256Source, withSource, type ByteSource } from "./byte-source.ts";
import { UnsafeArchive } from "./refusal.ts";
import { readSdist } from "./sdist.ts";
import { readWheel } from "./wheel.ts";

export interface ArtifactReading {
  /** Hash every member, verify RECORD and CRCs, look into contents; default true. */
  readonly digests?: boolean;
  /** Hex SHA-256 of the archive where it is known already, as from an index; else all of it is read for it. */
  readonly sha256?: string;
  /** More members to be read as text: of a wheel by path, of an sdist by path below its root folder. */
  readonly wheelTexts?: readonly string[];
  readonly sdistTexts?: readonly string[];
  readonly limits?: ArchiveLimits;
}

export type ReadArtifact =
  | { readonly read: Wheel | Sdist; readonly refused?: never }
  | { readonly refused: RefusedArchive; readonly read?: never };

/**
 * Reads what ends in `.whl` as a wheel and all else as an sdist; SHA-256 and size are given in both cases.
 * @param input path of a file, or a source, which the caller closes
 * @throws WheelwayError "archive-unreadable" where it cannot be read; never for what the archive holds
 */
export async function readArtifact(
  input: string | ByteSource,
  reading: ArtifactReading = {},
): Promise<ReadArtifact> {
  return withSource(input, async (source) => {
    const path = typeof input === "string" ? input : source.name;
    const sha256 = reading.sha256 ?? (await sha256Source(source));
    const options = {
      digests: reading.digests ?? true,
      sha256,
      ...(reading.limits === undefined ? {} : { limits: reading.limits }),
    };
    try {
      const read = source.name.endsWith(".whl")
        ? await readWheel(source, { ...options, texts: reading.wheelTexts ?? [] })
        : await readSdist(source, { ...options, texts: reading.sdistTexts ?? [] });
      return { read: { ...read, path } };
    } catch (error) {
      if (!(error instanceof UnsafeArchive)) throw error;
      const { findingCode: code, problem: message } = error;
      return { refused: { file: source.name, size: source.size, sha256, code, message } };
    }
  });
}
