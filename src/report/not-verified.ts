/** NOT-VERIFIED.txt: stands in dist.partial/ and says why nothing in there may be released. */

import type { BuildRecord } from "../artifacts/record.ts";
import { checksums } from "./checksums.ts";
import { columns, section, title } from "./text-layout.ts";

/** The first line; by it Wheelway knows a folder as its own. */
export const notVerifiedTitle = "NOT VERIFIED: do not release these files";

/** @param files every other file of the folder, with its hex SHA-256 */
export function notVerified(
  record: BuildRecord,
  files: readonly { readonly file: string; readonly sha256: string }[],
): string {
  const failures = record.failures.map(
    (failure) =>
      [failure.task, failure.optional ? `(optional) ${failure.message}` : failure.message] as const,
  );
  const errors = record.findings
    .filter(({ severity }) => severity === "error")
    .map((finding) => [finding.artifact ?? "all artifacts", `${finding.code}: ${finding.message}`] as const);
  const again = record.failures.flatMap(({ task, again }) =>
    again === undefined ? [] : [[task, again] as const],
  );
  const logs = record.failures.flatMap(({ task, log }) => (log === undefined ? [] : [[task, log] as const]));
  return [
    title(notVerifiedTitle),
    "\n",
    `The build of ${record.project.name} ${record.project.version} failed. What stands here is what came out before and beside the\n`,
    "failure; the set is not complete, or not proved to work. Wheelway replaces this folder at the next run.\n",
    section("What failed", columns([...failures, ...errors])),
    section("Logs", columns(logs)),
    section("Run again", columns(again)),
    section("Files", checksums(files).split("\n").filter(Boolean)),
  ].join("");
}
