/** The only loop of a release: skip? -> settled? -> run, with every end in the journal. */

import { WheelwayError } from "../errors.ts";
import type { Outlook, Release, Step } from "./step.ts";

export type StepEvent =
  | { readonly type: "step-started"; readonly step: string; readonly title: string }
  | { readonly type: "step-skipped"; readonly step: string; readonly reason: string }
  | { readonly type: "step-done"; readonly step: string; readonly settled: boolean }
  | { readonly type: "step-failed"; readonly step: string; readonly code: string; readonly why: string };

type Tell = (event: StepEvent) => void;

/**
 * Runs the steps in order and stops at the first that fails; what is done stays done. In a dry run the steps that change
 * the outside only say what they would do.
 * @throws WheelwayError the failing step's own
 */
export async function runSteps(steps: readonly Step[], release: Release, tell: Tell): Promise<void> {
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

async function runStep(step: Step, release: Release, tell: Tell): Promise<void> {
  try {
    if (onlyTells(step, release)) await rehearse(step, release);
    else await step.run(release);
  } catch (error) {
    const code = error instanceof WheelwayError ? error.code : "internal";
    const why = error instanceof Error ? error.message : String(error);
    // The journal itself may be what failed; the first error is the one to tell.
    await release.journal.append({ type: "step-failed", step: step.id, code, why }).catch(() => undefined);
    tell({ type: "step-failed", step: step.id, code, why });
    throw error;
  }
}

function onlyTells({ dryRun }: Step, { request }: Release): boolean {
  return request.dryRun && (dryRun === "tells" || (dryRun === "acts-on-test-index" && !request.toTestIndex));
}

async function rehearse(step: Step, release: Release): Promise<void> {
  const { would, problems } = await step.outlook(release);
  for (const line of would) release.say(`would ${line}`);
  const [first] = problems;
  if (!first) return;
  throw new WheelwayError("release-guarded", {
    message: problems.map(({ message }) => message).join("; "),
    why: "It would stop here.",
    next: first.next,
  });
}

export interface PlannedStep extends Outlook {
  readonly step: string;
  readonly title: string;
  /** Why it would not run. */
  readonly skipped: string | undefined;
}

/** What each step would do now, and all that stands before it; nothing is done. */
export async function planSteps(steps: readonly Step[], release: Release): Promise<readonly PlannedStep[]> {
  const planned: PlannedStep[] = [];
  for (const step of steps) {
    const skipped = step.skip?.(release);
    const settled = skipped === undefined && (await step.settled?.(release)) === true;
    const nothing: Outlook = { would: settled ? ["nothing: it is done"] : [], problems: [] };
    const outlook = skipped !== undefined || settled ? nothing : await step.outlook(release);
    planned.push({ step: step.id, title: step.title, skipped, ...outlook });
  }
  return planned;
}
