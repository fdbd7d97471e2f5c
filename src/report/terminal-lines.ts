/** Plain lines for a run that goes to a file, a pipe or a CI log: one when a task starts, one when it ends. */

import type { PipelineEvent } from "../pipeline/events.ts";
import type { Plan } from "../plan/plan.ts";
import { clock } from "./terminal-format.ts";
import { counted, duration } from "./text-layout.ts";
import { plainStyle, type Style } from "./terminal-style.ts";
import { hanging, paragraph } from "./terminal-layout.ts";

export interface LineOptions {
  /** Commands of the tasks too. */
  readonly verbose: boolean;
}

/** Lines for one event, `seconds` after the start of the run; empty where it says nothing worth a line. */
export function eventLines(
  event: PipelineEvent,
  seconds: number,
  { verbose }: LineOptions,
  style: Style,
): string[] {
  const line = words(event, verbose, style);
  if (line === undefined) return [];
  const [label, text, color = (plain: string) => plain] = line;
  const [first = "", ...rest] = paragraph(text, "", plainStyle);
  const indent = " ".repeat(5 + 2 + labelWidth);
  return [
    `${clock(seconds).padStart(5)}  ${color(label)}${" ".repeat(labelWidth - label.length)}${first}`,
    ...rest.map((more) => indent + more),
  ];
}

/** A note by itself, as a terminal shows it beside a board. */
export function noteLines({ severity, text }: NoteEvent, style: Style): string[] {
  const label = severity === "warning" ? "warning: " : "note: ";
  const color = severity === "warning" ? style.colors.yellow : style.colors.cyan;
  const [first = "", ...rest] = hanging(label + text, "  ", style);
  return [color(label.trimEnd()) + first.slice(label.length - 1), ...rest];
}

export function planCounts({ contract, targets, tasks }: Plan): string {
  const learning = contract.mode === "learning" ? "; which wheels they give is being learned" : "";
  return `${counted(targets.length, "target")}, ${counted(tasks.length, "task")}${learning}`;
}

export type NoteEvent = Extract<PipelineEvent, { readonly type: "note" }>;

const labelWidth = 9;

type Line = readonly [label: string, text: string, color?: (text: string) => string];

function words(event: PipelineEvent, verbose: boolean, { colors }: Style): Line | undefined {
  switch (event.type) {
    case "backend-chosen":
      return ["backend", `${event.backend}: ${event.detail} (${event.why})`];
    case "plan-ready":
      return ["plan", planCounts(event.plan)];
    case "task-started":
      return ["start", event.task];
    case "command-started":
      return verbose ? ["", `${event.task}: ${event.command}`] : undefined;
    case "task-finished": {
      const text = `${event.task}  ${duration(event.seconds)}`;
      return event.verdict === "passed" ? ["ok", text, colors.green] : ["FAILED", text, colors.red];
    }
    case "task-reused":
      return ["stored", `${event.task}  took ${duration(event.seconds)} when it was made`, colors.green];
    case "task-skipped":
      return [
        "skip",
        `${event.task} (${event.because === "stopped" ? "stopped" : `${event.because} failed`})`,
      ];
    case "cross-failed":
      // A note says it in words.
      return undefined;
    case "note":
      return event.severity === "warning" ? ["warning", event.text, colors.yellow] : ["note", event.text];
  }
}
