/** The steps of a release, in the order they run. */

import type { Step } from "./step.ts";

export const steps: readonly Step[] = [];
