/** A check, or a part of one, that could not run: silence must not pass for approval. */

export interface NotRun {
  /** "abi3audit", "drift from the previous release". */
  readonly what: string;
  readonly why: string;
  /** What would make it run. */
  readonly remedy: string;
}
