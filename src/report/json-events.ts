/** What `--json` writes of a run: one object a line, of a documented and versioned shape. */

import type { ErrorCode, ExitStatus } from "../errors.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import type { PipelineEvent } from "../pipeline/events.ts";
import type { JsonEvent } from "./json-events-schema.ts";

/** Without the version and the time, which every line has. */
export type JsonBody = JsonEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, "version" | "time">
    : never
  : never;

export function jsonEvent(event: PipelineEvent): JsonBody {
  if (event.type !== "plan-ready") return event;
  const { backend, targets, tasks, contract } = event.plan;
  return {
    type: "plan-ready",
    backend,
    mode: contract.mode,
    targets: targets.map(
      ({ id, builtBy, emulated, optional, cross, whyEmulated, whyOwnCompiler, untested }) => ({
        ...{ id, builtBy, emulated, optional, cross, whyEmulated, whyOwnCompiler, untested },
      }),
    ),
    tasks: tasks.map(({ id, title, kind, target }) => ({ id, title, kind, target })),
    artifacts: contract.artifacts.length,
  };
}

export function jsonReport({ record, folder, manifestDigest, hints }: BuildReport): JsonBody {
  return { type: "report", verdict: record.verdict, folder, manifestDigest, hints, record };
}

export interface JsonError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly why: string | undefined;
  readonly next: string;
  readonly exitStatus: ExitStatus;
}

export function jsonError({ code, message, why, next, exitStatus }: JsonError): JsonBody {
  return { type: "error", code, message, why, next, exitStatus };
}

/** One line with its line feed. */
export function jsonLine(body: JsonBody, time: Date): string {
  return `${JSON.stringify({ version: 1, time: time.toISOString(), ...body })}\n`;
}
