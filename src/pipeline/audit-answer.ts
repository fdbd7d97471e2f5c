/** What the audit task has written down, read as the data of a stranger: names and symbols in it come from the artifacts. */

import { z } from "zod";
import type { ToolAudit } from "../artifacts/tool-audit.ts";
import type { NotRun } from "./verify-report.ts";

export interface Audited {
  readonly audits: readonly ToolAudit[];
  /** What could not be asked, or gave no answer. */
  readonly notRun: readonly NotRun[];
}

/** Control characters, and those that reorder text, would reach the reader's terminal. */
const text = z
  .string()
  .transform((value) => value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 1000));
const tool = z.enum(["auditwheel", "abi3audit", "twine"]);
const answer = z.object({
  version: z.literal(1),
  audits: z.array(
    z.object({
      tool,
      version: text,
      file: text,
      problems: z.array(
        z.object({ message: text, member: text.optional(), severity: z.enum(["error", "warning"]) }),
      ),
      policy: text.optional(),
    }),
  ),
  silent: z.array(z.object({ tool, file: text, why: text })),
});

/** @param json text of the file; throws where it is not what `audit.py` writes */
export function readAnswer(json: string): Audited {
  const { audits, silent } = answer.parse(JSON.parse(json));
  const audited = audits.map(({ problems, policy, ...rest }): ToolAudit => ({
    ...rest,
    problems: problems.map(({ member, ...problem }) =>
      member === undefined ? problem : { ...problem, member },
    ),
    ...(policy === undefined ? {} : { policy }),
  }));
  return { audits: audited, notRun: notRunOf(silent) };
}

/** One entry for each tool and reason. */
function notRunOf(silent: z.infer<typeof answer>["silent"]): NotRun[] {
  const groups = new Map<string, { readonly tool: string; readonly why: string; readonly files: string[] }>();
  for (const { tool: name, file, why } of silent) {
    const key = `${name} ${why}`;
    const group = groups.get(key) ?? { tool: name, why, files: [] };
    group.files.push(file);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ tool: name, why, files: [first = "", ...others] }) => ({
    what: `${name} on ${others.length === 0 ? first : `${first} and ${others.length} more`}`,
    why,
    remedy:
      name === "auditwheel"
        ? "run verify on Linux, or with a Dagger engine; our own checks of machine code have run"
        : `run ${name} on the file by hand to see all that it says`,
  }));
}
