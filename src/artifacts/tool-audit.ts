/** What one of the field's own checkers said of one artifact. Its answer is data for the checks. */

export interface ToolAudit {
  readonly tool: "auditwheel" | "abi3audit" | "twine";
  /** Version of the tool. */
  readonly version: string;
  /** File name of the artifact. */
  readonly file: string;
  /** What it objects to, one sentence each, without a full stop; empty where it is content. */
  readonly problems: readonly AuditProblem[];
  /** auditwheel: the oldest platform tag that the wheel fits. */
  readonly policy?: string;
}

export interface AuditProblem {
  readonly message: string;
  /** Member of the archive, where the tool names it. */
  readonly member?: string;
  /** twine tells warnings and errors apart; the others know errors only. */
  readonly severity: "error" | "warning";
}
