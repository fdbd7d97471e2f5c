/** Rules of `checks`: codes exist, and what protects the reader of an archive stays as it is. */

import { findingCodes } from "../checks/finding.ts";
import { isFixed } from "../checks/levels.ts";
import type { Config, RawTable } from "./config.ts";
import type { Finding } from "./rules.ts";

const known = Object.keys(findingCodes);

export function checkCodes({ raw }: Config): readonly Finding[] {
  const entries = Object.entries((raw["checks"] ?? {}) as RawTable);
  return entries.flatMap(([code, value]): readonly Finding[] => {
    const path = ["checks", code];
    if (!known.includes(code)) {
      const hint = "docs/reference/findings.md lists them all";
      return [{ path, text: `there is no code ${code}`, hint }];
    }
    if (!isFixed(code) || (value as RawTable)["level"] === "error") return [];
    const hint =
      "of such an archive nothing is read, so no other check can vouch for it, and the index refuses it as well";
    return [{ path, text: `\`checks.${code}\` cannot be turned down: the archive was refused`, hint }];
  });
}
