/** WW090-WW099: where does it come from, and what does it bring along? */

import type { CodeTable } from "./code-text.ts";

export const provenanceCodes = {} as const satisfies CodeTable;
