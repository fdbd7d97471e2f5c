/** What a command file gives: a yargs module whose handler only notes what is to be run. */

import type { Redactor } from "../redact.ts";
import type { ExitStatus } from "../errors.ts";
import type { PipelineEvent } from "../pipeline/events.ts";
import type { Surroundings } from "../pipeline/surroundings.ts";
import type { JsonBody } from "../report/json-events.ts";
import type { Display } from "./display.ts";
import type { Door } from "./door.ts";
import type { CommonArguments } from "./options.ts";
import type { Output } from "./output.ts";

/** What a command has while it runs. */
export interface Session {
  readonly door: Door;
  /** What was asked for. */
  readonly out: Output;
  /** Progress, notes and errors. */
  readonly err: Output;
  readonly redactor: Redactor;
  /** Writes one JSON object, one line, to `out`. */
  readonly json: (body: JsonBody) => void;
  /** Aborted by Ctrl-C, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** Shows what goes on until the command ends. */
  readonly show: (display: Display) => void;
  readonly surroundings: (tell: (event: PipelineEvent) => void) => Promise<Surroundings>;
}

export interface Chosen {
  readonly options: CommonArguments;
  readonly run: (session: Session) => Promise<ExitStatus>;
}

/** A handler calls it with what is to be run: parsing and running are apart, so that all errors end in one place. */
export type Choose = (chosen: Chosen) => void;
