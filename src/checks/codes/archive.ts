/** WW020-WW029: can the archive be read safely, and by everyone in the same way? */

import type { CodeTable } from "./code-text.ts";

export const archiveCodes = {} as const satisfies CodeTable;
