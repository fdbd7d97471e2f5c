/** WW040-WW049: is the machine code what the tags say? */

import type { CodeTable } from "./code-text.ts";

export const machineCodes = {} as const satisfies CodeTable;
