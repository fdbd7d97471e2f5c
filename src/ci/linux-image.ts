/** Where Linux jobs of CIs that run each job in an image find Node.js and the Pythons: in an image of one's own, or in a public one that is completed. */

import { linuxImage } from "../services.ts";
import type { Workflow } from "./workflow.ts";

export function imageOf({ options }: Workflow): string {
  return options.image ?? linuxImage;
}

/** None for an image of one's own: it has everything. */
export function setupLines({ options, pythons }: Workflow): readonly string[] {
  if (options.image !== undefined) return [];
  return [
    "apt-get update && apt-get install --yes --no-install-recommends nodejs npm",
    `pip install uv && uv python install ${pythons.join(" ")}`,
  ];
}
