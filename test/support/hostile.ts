/** An archive that must be refused. */

import type { RefusalCode } from "../../src/artifacts/refusal.ts";

export interface Hostile {
  readonly what: string;
  readonly bytes: () => Buffer;
  /** The finding that it becomes. */
  readonly code: RefusalCode;
  /** A part of the message. */
  readonly says: string;
  /** File name where another than the usual one is needed. */
  readonly file?: string;
}
