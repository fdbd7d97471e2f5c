/** What a run tells while it goes on; the CLI shows it as a board, as plain lines or as JSON. */

import type { ScheduleEvent } from "../schedule/run-tasks.ts";
import type { Instead } from "../plan/crossing.ts";
import type { Plan } from "../plan/plan.ts";

export type PipelineEvent =
  | ScheduleEvent
  /** Which backend, and why that one. */
  | {
      readonly type: "backend-chosen";
      readonly backend: "dagger" | "host";
      readonly detail: string;
      readonly why: string;
    }
  /** A plan is about to run; a second one follows when the kinds of wheels are learned. */
  | { readonly type: "plan-ready"; readonly plan: Plan }
  /** A wheel could not be cross-compiled; what is done instead. */
  | {
      readonly type: "cross-failed";
      readonly target: string;
      readonly why: string;
      readonly instead: Instead;
    }
  /** Something the user should know, in one sentence. */
  | { readonly type: "note"; readonly severity: "info" | "warning"; readonly text: string };

export type Tell = (event: PipelineEvent) => void;
