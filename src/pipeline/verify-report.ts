/** What `verify` has found out: made by pipeline/verify.ts, shown by report/. */

import type { Contract } from "../artifacts/contract.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import type { Finding } from "../checks/finding.ts";
import type { TurnedDown } from "../checks/levels.ts";

export type { NotRun } from "../artifacts/not-run.ts";

export interface VerifiedFile {
  readonly file: string;
  readonly kind: "wheel" | "sdist" | "refused";
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256. */
  readonly sha256: string;
}

export interface VerifyReport {
  /** As the user named it: "dist", "pypi:zlmdb==26.7.1". */
  readonly source: string;
  /** As the metadata writes the name; `undefined` where no artifact could be read. */
  readonly project: { readonly name: string; readonly version: string } | undefined;
  /** sdist first, then wheels by name. */
  readonly files: readonly VerifiedFile[];
  readonly contract: Contract | undefined;
  /** The release it was held against, and the file names of its wheels and sdist. */
  readonly previous:
    { readonly version: string; readonly source: string; readonly files: readonly string[] } | undefined;
  /** Worst first; levels of the configuration applied. */
  readonly findings: readonly Finding[];
  /** Codes that the configuration turned down or off, with its reasons; reports repeat them. */
  readonly turnedDown: readonly TurnedDown[];
  readonly notRun: readonly NotRun[];
  readonly verdict: "passed" | "failed";
}
