/** The text files that stand beside the artifacts in dist/. */

import { formatManifest, makeManifest, manifestFile } from "../artifacts/manifest.ts";
import type { BuildRecord } from "../artifacts/record.ts";
import { buildInfo } from "./build-info.ts";
import { checksums } from "./checksums.ts";
import { validation } from "./validation.ts";

export const checksumsFile = "CHECKSUMS.sha256";
export const validationFile = "VALIDATION.txt";
export const buildInfoFile = "build-info.txt";
export const notVerifiedFile = "NOT-VERIFIED.txt";

/** File name -> text, for a run that is good. */
export function distTexts(record: BuildRecord): Record<string, string> {
  return { ...reportTexts(record), [manifestFile]: formatManifest(makeManifest(record)) };
}

/** The same without the manifest: only a verified set has one. */
export function reportTexts(record: BuildRecord): Record<string, string> {
  return {
    [checksumsFile]: checksums(record.artifacts),
    [validationFile]: validation(record),
    [buildInfoFile]: buildInfo(record),
  };
}
