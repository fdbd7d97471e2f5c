/** Where the logs of failed tasks are kept: they outlive the run. */

import { basename, join } from "node:path";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** Folder for the logs of failed tasks, one a project and run. */
export function failureLogs({ cacheDir, now }: Surroundings, project: Project): string {
  const stamp = now().toISOString().replaceAll(/[:.]/g, "-");
  return join(cacheDir, "logs", `${basename(project.path)}-${stamp}`);
}
