/** WW080-WW084: would the index take it? */

import type { CodeTable } from "./code-text.ts";

export const indexCodes = {} as const satisfies CodeTable;
