/** WW085-WW089: does a second build give the same bytes? */

import type { CodeTable } from "./code-text.ts";

export const reproductionCodes = {} as const satisfies CodeTable;
