/** Which project's `[tool.wheelway.checks]` and `[tool.wheelway.attestations]` hold for the artifacts that are verified. */

import type { Config, Options } from "../config/config.ts";
import { WheelwayError } from "../errors.ts";
import type { Tell } from "./events.ts";
import { readConfig } from "./project.ts";

const none: ProjectSettings = { checks: {}, attestations: undefined };

export interface LevelsRequest {
  /** Folder of the project that the user names. */
  readonly project: string | undefined;
  /** Where one is looked for that is not named. */
  readonly folder: string;
  /** Normalised (PEP 503); `undefined` where no artifact could be read. */
  readonly artifactName: string | undefined;
}

/** What a project says of how its artifacts are judged. */
export type ProjectSettings = Pick<Options, "checks" | "attestations">;

/**
 * The settings of the project that the user names; else those of the working folder's project, where the artifacts are its
 * own: another project's reasons are no reasons. Throws what a broken configuration throws, where it was named.
 */
export async function levelsFor(request: LevelsRequest, tell: Tell): Promise<ProjectSettings> {
  if (request.project !== undefined) return (await readConfig(request.project)).options;
  const config = await readConfig(request.folder).catch((error: unknown): Config | undefined => {
    if (!(error instanceof WheelwayError)) throw error;
    if (error.code !== "project-no-pyproject") {
      const text = `[tool.wheelway.checks] of this folder is not applied, since its configuration has a problem: ${error.message}`;
      tell({ type: "note", severity: "warning", text });
    }
    return undefined;
  });
  if (!config || config.project.name?.normalized !== request.artifactName) return none;
  return config.options;
}
