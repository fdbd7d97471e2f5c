/** What a check is: a pure function from what was read to findings. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { Contract } from "../artifacts/contract.ts";
import type { Finding, FindingCode } from "./finding.ts";

/** Members of the sdist that checks read as text: they have to be asked for when it is read. */
export const checkedTexts: readonly string[] = ["setup.py"];

/** The whole set that is judged together. */
export interface CheckInput {
  readonly wheels: readonly Wheel[];
  readonly sdist: Sdist | undefined;
  /** What the plan promised; `undefined` where a folder is judged without a plan. */
  readonly contract: Contract | undefined;
}

export interface Check {
  /** As it is named in docs and logs: `wheel-record`. */
  readonly name: string;
  /** What it looks for, one sentence. */
  readonly title: string;
  /** Every code that it may give. */
  readonly codes: readonly FindingCode[];
  readonly run: (input: CheckInput) => Finding[];
}
