/** What is shown of a run without a live board: plain lines, or notes alone. */

import { eventLines, noteLines, planCounts } from "../report/terminal-lines.ts";
import type { Display } from "./display.ts";
import type { Output } from "./output.ts";

/** One line when a task starts and one when it ends, with the time. */
export function lineDisplay(err: Output, now: () => Date, options: { readonly verbose: boolean }): Display {
  const started = now().getTime();
  let planned: string | undefined;
  return {
    tell: (event) => {
      if (event.type === "plan-ready") {
        // Learning makes several plans; the same counts again say nothing new.
        const counts = planCounts(event.plan);
        if (counts === planned) return;
        planned = counts;
      }
      err.lines(eventLines(event, (now().getTime() - started) / 1000, options, err.style()));
    },
    say: (line) => err.lines([line]),
    stopping: () => undefined,
    end: () => undefined,
  };
}

/** Only notes: for commands that run nothing, and (warnings alone) for --quiet. */
export function noteDisplay(err: Output, severities: readonly ("info" | "warning")[]): Display {
  return {
    tell: (event) => {
      if (event.type !== "note" || !severities.includes(event.severity)) return;
      err.lines(noteLines(event, err.style()));
    },
    say: (line) => err.lines([line]),
    stopping: () => undefined,
    end: () => undefined,
  };
}
