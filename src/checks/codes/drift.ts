/** WW060-WW069: what changed since the previous release? */

import type { CodeTable } from "./code-text.ts";

export const driftCodes = {} as const satisfies CodeTable;
