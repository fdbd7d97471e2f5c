/** The one place where artifacts are judged: `verify`, `build` and `test` all come here. */

import type { CheckInput } from "../checks/check.ts";
import { runChecks } from "../checks/checks.ts";
import { compareFindings } from "../checks/finding.ts";
import { applyLevels, type CheckLevels, type Levelled } from "../checks/levels.ts";

/** Findings worst first, with the project's own levels. */
export function verifyArtifacts(input: CheckInput, levels: CheckLevels): Levelled {
  const { findings, turnedDown } = applyLevels(runChecks(input), levels);
  return { findings: [...findings].sort(compareFindings), turnedDown };
}
