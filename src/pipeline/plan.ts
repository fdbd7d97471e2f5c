/** The use case `plan`: what would be built, where, and what must come out. Nothing is run. */

import type { Plan } from "../plan/plan.ts";
import type { SkippedTarget } from "../config/select.ts";

export interface PlanReport {
  /** Version of this shape. */
  readonly version: 1;
  readonly project: { readonly name: string | undefined; readonly version: string | undefined };
  readonly plan: Plan;
  /** Targets that are left out, and why. */
  readonly skipped: readonly SkippedTarget[];
  /** Target -> seconds of its build and tests in earlier runs on this machine. */
  readonly expectedSeconds: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}
