/** Does the lock fit? `--locked` refuses one that does not; otherwise the user is told and the build goes on. */

import { isLocked } from "../lock/lock.ts";
import { refuseStale, staleness } from "../lock/stale.ts";
import { wantedOf } from "../lock/wanted.ts";
import type { Target } from "../tags/target.ts";
import type { Tell } from "./events.ts";
import type { Project } from "./project.ts";

export function checkLock(
  project: Project,
  targets: readonly Target[],
  { locked, containers }: { locked: boolean; containers: boolean },
  tell: Tell,
): void {
  const stale = staleness(project.lock, wantedOf(project.config, targets, containers));
  if (locked) {
    refuseStale(stale);
    return;
  }
  if (!isLocked(project.lock)) {
    const text =
      "there is no wheelway.lock: the newest build requirements are taken; `wheelway lock` pins them";
    tell({ type: "note", severity: "info", text });
    return;
  }
  for (const { detail, mend } of stale)
    tell({
      type: "note",
      severity: "warning",
      text: `wheelway.lock is stale: ${detail}; \`${mend}\` mends it`,
    });
}
