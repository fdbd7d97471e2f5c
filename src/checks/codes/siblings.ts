/** WW050-WW059: does one artifact stand out among its siblings? */

import type { CodeTable } from "./code-text.ts";

export const siblingCodes = {} as const satisfies CodeTable;
