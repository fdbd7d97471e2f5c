/** How a run is shown while it goes on: a live board, plain lines, JSON lines, or nothing but notes. */

import type { PipelineEvent } from "../pipeline/events.ts";

export interface Display {
  readonly tell: (event: PipelineEvent) => void;
  /** A line that stays, outside what moves. */
  readonly say: (line: string) => void;
  /** Ctrl-C was pressed, and the clean-up goes on. */
  readonly stopping: () => void;
  /** Takes down what moves; may be called twice. */
  readonly end: () => void;
}
