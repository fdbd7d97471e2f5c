/** Runs one check on one wheel that is made for the test, through the real reader. */

import type { Buffer } from "node:buffer";

import type { ToolAudit } from "../../src/artifacts/tool-audit.ts";
import { readWheel } from "../../src/artifacts/wheel.ts";
import type { Check } from "../../src/checks/check.ts";
import type { Finding } from "../../src/checks/finding.ts";
import { writeWheel } from "./archives.ts";

/** @param tags the end of the file name: `cp312-cp312-win_amd64` */
export async function checkWheel(
  check: Check,
  tags: string,
  files: Readonly<Record<string, string | Buffer>>,
  audits: readonly Omit<ToolAudit, "file" | "version">[] = [],
): Promise<readonly Finding[]> {
  const file = `demo-1.0-${tags}.whl`;
  const wheel = await readWheel(writeWheel({ file, files }));
  return check.run({
    wheels: [wheel],
    sdist: undefined,
    contract: undefined,
    audits: audits.map((audit) => ({ ...audit, file, version: "1.0" })),
  });
}

/** "error WW040 demo/x.so is …": what tests compare. */
export function lines(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}
