/** The cases, in the order of the table that the goals stand in. */

import { bundledLibrary, oneCore, twoCores } from "./case-cold.ts";
import { oneFile } from "./case-edit.ts";
import { foreignBinding, foreignLibrary } from "./case-foreign.ts";
import { pure } from "./case-pure.ts";
import { rerun } from "./case-rerun.ts";
import type { Case } from "./case.ts";

export const cases: readonly Case[] = [
  // Nothing has changed: nothing should be done.
  rerun,
  // Cross-compiling beside emulating.
  foreignLibrary,
  foreignBinding,
  // Units that do not include Python.h, once for all interpreters.
  bundledLibrary,
  // All units include Python.h: what is left is overhead, and then cores.
  oneCore,
  twoCores,
  // Hardly anything to build: what is left is overhead.
  pure,
  // What a developer waits for.
  oneFile,
];
