/** The release that this one is held against: its artifacts as far as they were read (names, sizes, metadata; no digests of members). */

import type { Sdist, Wheel } from "./archive.ts";

export interface PreviousRelease {
  /** PEP 440, as the index or the file names write it. */
  readonly version: string;
  /** Where it was read, in words: "pypi", "the folder old/". */
  readonly source: string;
  readonly wheels: readonly Wheel[];
  readonly sdist: Sdist | undefined;
}
