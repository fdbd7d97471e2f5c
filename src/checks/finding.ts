/** A finding: what a check has to say about one artifact, and the closed list of codes. */

/** error: it must not be released. warning: look at it. note: good to know. */
export type Severity = "error" | "warning" | "note";

/** Every code with its usual severity and one line for the reference. Codes are never reused. */
export const findingCodes = {
  WW001: { severity: "error", means: "An artifact of the contract is missing." },
  WW002: { severity: "error", means: "An artifact is there that nobody asked for." },
  WW003: { severity: "error", means: "A wheel is for another platform or Python than its target." },
  WW004: { severity: "error", means: "A wheel needs a newer platform policy than asked for." },
  WW005: { severity: "error", means: "A wheel is pure where one with machine code was expected." },
  WW006: { severity: "error", means: "An artifact has another name or version than its siblings." },
  WW007: { severity: "error", means: "A wheel is of another kind than the lock says." },
  WW008: { severity: "error", means: "A file name is no name of a wheel or an sdist." },
  WW010: { severity: "warning", means: "The tags of the file name and of the WHEEL file disagree." },
  WW011: { severity: "error", means: "RECORD and the content of the wheel disagree." },
  WW012: { severity: "error", means: "File name and metadata disagree about name or version." },
  WW013: { severity: "error", means: "A pure wheel holds machine code." },
  WW014: { severity: "warning", means: "A platform wheel holds no machine code." },
  WW015: { severity: "error", means: "A wheel is pure although its project has extensions to compile." },
} as const satisfies Record<string, { severity: Severity; means: string }>;

export type FindingCode = keyof typeof findingCodes;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** File name of the artifact; for what is missing, the expected name or target; `undefined` where it is about the whole set. */
  readonly artifact: string | undefined;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
  /** What the user can do. */
  readonly hint: string;
}

/** Makes a finding of the code's usual severity. */
export function finding(
  code: FindingCode,
  artifact: string | undefined,
  message: string,
  hint: string,
  severity: Severity = findingCodes[code].severity,
): Finding {
  return { code, severity, artifact, message, hint };
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
