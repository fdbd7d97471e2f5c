/** What `build` and `test` answer. */

import type { BuildRecord } from "../artifacts/record.ts";

export interface BuildReport {
  /** Everything known about the run. */
  readonly record: BuildRecord;
  /** `dist` where all passed, else `dist.partial`; absolute. */
  readonly folder: string;
  /** SHA-256 of manifest.json; `undefined` where the run failed. */
  readonly manifestDigest: string | undefined;
  /** Sentences for the end of the run: what the user may want to do next. */
  readonly hints: readonly string[];
}
