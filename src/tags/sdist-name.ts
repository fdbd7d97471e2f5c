/** Sdist file names (PEP 625): `name-version.tar.gz`. */

import { fileNamePart, isProjectName, normalizeName, normalizeVersion } from "./project-name.ts";
import type { Malformed } from "./wheel-name.ts";

export interface SdistName {
  /** The whole file name. */
  readonly file: string;
  /** The name as it stands in the file name. */
  readonly distribution: string;
  /** Normalised by PEP 503. */
  readonly name: string;
  /** Normalised by PEP 440. */
  readonly version: string;
  /** The version as it stands in the file name. */
  readonly rawVersion: string;
  /** The one folder that the archive must hold: the file name without its ending. */
  readonly root: string;
  /** Is it spelled as PEP 625 wants it? Older back ends write `Zope.Interface-1.0.tar.gz`. */
  readonly canonical: boolean;
}

/** Reads an sdist's file name. Zip files, the legacy form, are no sdists here: the index takes no new ones. */
export function parseSdistName(file: string): SdistName | Malformed {
  if (!file.endsWith(".tar.gz")) return { malformed: `${file} does not end in .tar.gz` };
  const root = file.slice(0, -".tar.gz".length);
  const dash = root.lastIndexOf("-");
  if (dash <= 0) return { malformed: `${file} is not name-version.tar.gz` };
  const distribution = root.slice(0, dash);
  const rawVersion = root.slice(dash + 1);
  if (!isProjectName(distribution)) return { malformed: `"${distribution}" is no project name` };
  const version = normalizeVersion(rawVersion.replaceAll("_", "-"));
  if (version === undefined) return { malformed: `"${rawVersion}" is no version (PEP 440)` };
  const canonical = distribution === fileNamePart(distribution) && rawVersion === version;
  return { file, distribution, name: normalizeName(distribution), version, rawVersion, root, canonical };
}
