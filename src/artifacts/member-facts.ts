/** What is learned of a member's content while it is read once, beside its digest. The content itself is never kept. */

import type { CodeFacts } from "./code-facts.ts";
import type { Leftover } from "./leftover.ts";

export interface MemberFacts {
  /** What the headers of machine code say; only for ELF, Mach-O and PE files. */
  readonly code?: CodeFacts;
  /** Secrets and paths of the build machine, by kind and place; never their text. */
  readonly leftovers?: readonly Leftover[];
  /** `__version__` of a package at the top of a wheel, where it is one literal text. */
  readonly statedVersion?: string;
}
