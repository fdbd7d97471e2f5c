/** Judging `--only`: every glob must match a target that can be built; else the error names the near misses. */

import { WheelwayError, type ErrorCode } from "../errors.ts";
import type { Target } from "../tags/target.ts";
import { globHint } from "./glob-hint.ts";
import { matchesTarget } from "./options.ts";
import type { SkippedTarget } from "./select.ts";

/**
 * Throws unless each glob matches a target of `all` that is not in `skipped`: `target-unknown` where it matches nothing
 * or only what `skip` leaves out, else `interpreter-missing` or `target-impossible`.
 */
export function checkOnly(
  only: readonly string[],
  all: readonly Target[],
  skipped: readonly SkippedTarget[],
): void {
  const reasons = new Map(skipped.map((skip) => [skip.id, skip]));
  for (const glob of only) {
    const matching = all.filter((target) => matchesTarget([glob], target));
    if (matching.length === 0) throw unknownTarget(glob, all);
    const left = matching.flatMap((target) => reasons.get(target.asked ?? target.id) ?? []);
    if (left.length === matching.length && left[0]) throw impossibleTarget(glob, left[0]);
  }
}

function unknownTarget(glob: string, all: readonly Target[]): WheelwayError {
  const ids = all.map(({ id }) => id);
  const hint = globHint(glob, ids);
  const listed = ids.length > 12 ? [...ids.slice(0, 12), `and ${ids.length - 12} more`] : ids;
  return new WheelwayError("target-unknown", {
    message: `"${glob}" matches no target`,
    why: ids.length === 0 ? "The project has no targets here." : `The targets are:\n  ${listed.join("\n  ")}`,
    next: hint === undefined ? "`wheelway plan` lists the targets of this project." : capital(hint),
  });
}

function impossibleTarget(glob: string, { id, kind, why }: SkippedTarget): WheelwayError {
  const codes: Record<SkippedTarget["kind"], ErrorCode> = {
    skip: "target-unknown",
    unclaimed: "target-unknown",
    duplicate: "target-unknown",
    platform: "target-impossible",
    interpreter: "interpreter-missing",
  };
  const remedies: Record<SkippedTarget["kind"], string> = {
    skip: "Take the glob out of `skip` in the configuration.",
    unclaimed: "Name the Python in `python`.",
    duplicate: "Take one of the two platforms out of `platforms`.",
    platform:
      "Build it on a machine of that system, or with a Dagger engine; `wheelway doctor` tells what this one can make.",
    interpreter: "Install the interpreter; `wheelway doctor` tells how.",
  };
  return new WheelwayError(codes[kind], {
    message: `"${glob}" matches only targets that are not built here`,
    why: `${id}: ${why}`,
    next: remedies[kind],
  });
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
