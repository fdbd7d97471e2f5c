/** git without anybody's configuration, as the tests call it. */

import { execFileSync } from "node:child_process";
import { gitEnv } from "../../test/support/git.ts";

/** What it printed, without the last line's end. */
export function git(folder: string, ...argv: readonly string[]): string {
  return execFileSync("git", argv, { cwd: folder, env: gitEnv, encoding: "utf8", stdio: "pipe" }).trim();
}
