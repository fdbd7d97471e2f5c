/** Every generated file of the repository. */

import { configReference } from "./config-reference.ts";
import { configSchemaFile } from "./config-schema.ts";
import type { Generator } from "./generator.ts";
import { manifestSchemaFile } from "./manifest-schema.ts";

export const generators: readonly Generator[] = [
  configSchemaFile, // completion and checks in editors
  configReference, // docs: every key
  manifestSchemaFile, // for readers of dist/manifest.json
];
