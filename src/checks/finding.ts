/** A finding: what a check has to say about one artifact, and the closed list of codes. */

import { archiveCodes } from "./codes/archive.ts";
import { artifactCodes } from "./codes/artifact.ts";
import type { CodeText, Severity } from "./codes/code-text.ts";
import { contractCodes } from "./codes/contract.ts";
import { driftCodes } from "./codes/drift.ts";
import { indexCodes } from "./codes/index.ts";
import { leftoverCodes } from "./codes/leftovers.ts";
import { machineCodes } from "./codes/machine-code.ts";
import { metadataCodes } from "./codes/metadata.ts";
import { provenanceCodes } from "./codes/provenance.ts";
import { reproductionCodes } from "./codes/reproduction.ts";
import { siblingCodes } from "./codes/siblings.ts";

export type { Severity } from "./codes/code-text.ts";

/** Every code, with its usual severity and its words for the reference. Codes are never reused. */
export const findingCodes = {
  ...contractCodes,
  ...artifactCodes,
  ...archiveCodes,
  ...metadataCodes,
  ...machineCodes,
  ...siblingCodes,
  ...driftCodes,
  ...leftoverCodes,
  ...indexCodes,
  ...reproductionCodes,
  ...provenanceCodes,
} as const satisfies Record<string, CodeText>;

export type FindingCode = keyof typeof findingCodes;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** File name of the artifact; for what is missing, the expected name or target; `undefined` where it is about the whole set. */
  readonly artifact: string | undefined;
  /** Path of the member it is about, inside the artifact. */
  readonly member?: string;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
  /** What the user can do. */
  readonly hint: string;
}

/** What may differ from the code's usual words. */
export interface FindingDetails {
  readonly hint?: string;
  readonly severity?: Severity;
  readonly member?: string;
}

/** Makes a finding; severity and hint are the code's own where nothing else is said. */
export function finding(
  code: FindingCode,
  artifact: string | undefined,
  message: string,
  details: FindingDetails = {},
): Finding {
  const { severity, remedy } = findingCodes[code];
  return { code, severity, artifact, message, hint: remedy, ...details };
}

const order: Record<Severity, number> = { error: 0, warning: 1, note: 2 };

/** Worst first, then by artifact and code. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    order[a.severity] - order[b.severity] ||
    (a.artifact ?? "").localeCompare(b.artifact ?? "", "en") ||
    a.code.localeCompare(b.code, "en")
  );
}
