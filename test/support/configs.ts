/** Configurations from a few lines of TOML, for tests. */

import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse.ts";

/** A minimal valid project; `lines` go into its `[project]` table. */
export function projectToml(lines = ""): string {
  return `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"
${lines}
`;
}

/** Parses a project whose wheelway.toml is `wheelway` and whose `[project]` table has the lines `project`. */
export async function configOf(wheelway: string, project = ""): Promise<Config> {
  return parseConfig({
    pyproject: { path: "pyproject.toml", text: projectToml(project) },
    wheelway: { path: "wheelway.toml", text: wheelway },
  });
}
