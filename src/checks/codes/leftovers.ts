/** WW070-WW079: secrets and leftovers of the machine it was built on. */

import type { CodeTable } from "./code-text.ts";

export const leftoverCodes = {} as const satisfies CodeTable;
