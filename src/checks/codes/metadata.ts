/** WW030-WW039: is the metadata right, for the index and for a release? */

import type { CodeTable } from "./code-text.ts";

export const metadataCodes = {} as const satisfies CodeTable;
