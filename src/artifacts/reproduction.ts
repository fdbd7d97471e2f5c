/** What a second build of an artifact gave, and what was another one while it ran. */

import type { Variation } from "../plan/task.ts";
import type { Differences } from "./archive-difference.ts";
import type { ContentDifference } from "./content-difference.ts";

/** The clock is never set: the second build just runs later. */
export type Varied = Variation | "clock";

/** Why two builds differ. */
export type Cause =
  /** They differ also where nothing was changed: by the clock, by chance, or by parallel work. */
  | { readonly kind: "unstable" }
  /** They differ with this alone changed, and not with nothing changed. */
  | { readonly kind: "varied"; readonly by: Variation }
  /** No change alone makes them differ. */
  | { readonly kind: "together" }
  /** Not looked for: this artifact, for which it was, differs in the same member. */
  | { readonly kind: "like"; readonly file: string }
  /** It was not looked for, or the builds for it failed. */
  | { readonly kind: "unknown" };

interface Tried {
  /** File name of the artifact. */
  readonly file: string;
  /** What was another one, as both builds have seen it. */
  readonly varied: readonly Varied[];
  /** What could not be changed here. */
  readonly unvaried: readonly Varied[];
}

export type Reproduction =
  | (Tried & { readonly outcome: "same" })
  | (Tried & {
      readonly outcome: "different";
      /** `undefined` where not even the file names are the same. */
      readonly differences: Differences | undefined;
      /** File name of the second build. */
      readonly second: string;
      /** Of the first differing member, where it differs in its content. */
      readonly content: ContentDifference | undefined;
      readonly cause: Cause;
    })
  | (Tried & {
      readonly outcome: "failed";
      /** One sentence. */
      readonly message: string;
      /** Path of the kept log. */
      readonly log: string | undefined;
    });

/** How each is called in texts. */
export const variedWords: Readonly<Record<Varied, string>> = {
  path: "path of the build folder",
  umask: "umask",
  "time-zone": "time zone",
  locale: "locale",
  "hash-seed": "seed of Python's hashes",
  "file-order": "order of files in folders (for Python)",
  "file-times": "times of source files",
  cache: "download cache",
  cpus: "number of processors",
  "host-name": "host name",
  clock: "time of the build",
};
