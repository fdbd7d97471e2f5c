/** What has to be installed on a CI's own machine before it can build: an engine for containers, or the Pythons. */

import { dagger } from "../services.ts";
import type { Job } from "./jobs.ts";
import type { Workflow } from "./workflow.ts";

/**
 * Lines for bash and PowerShell; none for a job that only plans, gathers or releases, and none where an image of one's
 * own has everything.
 */
export function machineSetup(
  { options, containers, pythons }: Workflow,
  job: Pick<Job, "runner" | "builds">,
): readonly string[] {
  const linux = job.runner.startsWith("linux-");
  if (!job.builds || (linux && options.image !== undefined)) return [];
  if (linux && containers) return [dagger.installLine];
  const python = job.runner.startsWith("windows-") ? "python" : "python3";
  // Pythons of distributions refuse other packages: this machine lives as long as the job.
  const uv = `${python} -m pip install --user --break-system-packages uv`;
  return [uv, `${python} -m uv python install ${pythons.join(" ")}`];
}
