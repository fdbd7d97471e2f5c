/** What `verify` has found out, for a person: a plain list, worst first. */

import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { Style } from "./terminal-style.ts";

export function verifyLines(report: VerifyReport, style: Style): string[] {
  const { colors } = style;
  const lines = report.findings.map(
    ({ severity, code, artifact, message, hint }) =>
      `${colors.bold(severity)} ${code} ${artifact ?? "all artifacts"}: ${message}\n  ${hint}`,
  );
  const notRun = report.notRun.map(({ what, why, remedy }) => `not checked: ${what}: ${why} (${remedy})`);
  return [...lines, ...notRun, `${report.source}: ${report.verdict}, ${report.files.length} files`];
}
