/** Finds what one of the field's tools said of one artifact. */

import type { ToolAudit } from "../artifacts/tool-audit.ts";
import type { CheckInput } from "./check.ts";

/** Empty where the tool was not run on the file. */
export function auditsOf(
  { audits = [] }: Pick<CheckInput, "audits">,
  tool: ToolAudit["tool"],
  file: string,
): readonly ToolAudit[] {
  return audits.filter((audit) => audit.tool === tool && audit.file === file);
}
