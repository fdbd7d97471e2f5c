/** What is written down of a code: once here, shown in reports, in SARIF and in docs/reference/findings.md. */

/** error: it must not be released. warning: look at it. note: good to know. */
export type Severity = "error" | "warning" | "note";

export interface CodeText {
  readonly severity: Severity;
  /** What it says, one sentence. */
  readonly means: string;
  /** Why it matters to those who install the artifact, one or two sentences. */
  readonly why: string;
  /** The message of a real case. */
  readonly example: string;
  /** The way out, one or two sentences. */
  readonly remedy: string;
}

export type CodeTable = Readonly<Record<`WW${string}`, CodeText>>;
