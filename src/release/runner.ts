/** The only loop of a release: skip? -> settled? -> run, with every end in the journal. */

import { WheelwayError } from "../errors.ts";
import type { Release, Step } from "./step.ts";

export type StepEvent =
  | { readonly type: "step-started"; readonly step: string; readonly title: string }
  | { readonly type: "step-skipped"; readonly step: string; readonly reason: string }
  | { readonly type: "step-done"; readonly step: string; readonly settled: boolean }
  | { readonly type: "step-failed"; readonly step: string; readonly code: string; readonly why: string };

/**
 * Runs the steps in order and stops at the first that fails; what is done stays done.
 * @throws WheelwayError the failing step's own
 */
export async function runSteps(
  steps: readonly Step[],
  release: Release,
  tell: (event: StepEvent) => void,
): Promise<void> {
  for (const step of steps) {
    release.signal.throwIfAborted();
    const reason = step.skip?.(release);
    if (reason !== undefined) {
      await release.journal.append({ type: "step-skipped", step: step.id, reason });
      tell({ type: "step-skipped", step: step.id, reason });
      continue;
    }
    if (await step.settled?.(release)) {
      tell({ type: "step-done", step: step.id, settled: true });
      continue;
    }
    await release.journal.append({ type: "step-started", step: step.id });
    tell({ type: "step-started", step: step.id, title: step.title });
    await runStep(step, release, tell);
    await release.journal.append({ type: "step-done", step: step.id });
    tell({ type: "step-done", step: step.id, settled: false });
  }
}

async function runStep(step: Step, release: Release, tell: (event: StepEvent) => void): Promise<void> {
  try {
    await step.run(release);
  } catch (error) {
    const code = error instanceof WheelwayError ? error.code : "internal";
    const why = error instanceof Error ? error.message : String(error);
    // The journal itself may be what failed; the first error is the one to tell.
    await release.journal.append({ type: "step-failed", step: step.id, code, why }).catch(() => undefined);
    tell({ type: "step-failed", step: step.id, code, why });
    throw error;
  }
}
