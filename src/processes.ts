/** Other processes of this machine. */

import { kill } from "node:process";

/** Is there a process of this id, whoever it belongs to? Never for what is no process id. */
export function isRunning(pid: number): boolean {
  // 0 and negative numbers would mean whole groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, for another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
