/** What the options about slices mean. */

import { WheelwayError } from "../errors.ts";
import { isRunnerKind, runnerKinds, type RunnerKind } from "../plan/runners.ts";

/** More jobs than this are a slip of the fingers. */
const most = 256;

/** `undefined` for "auto". Throws "usage-invalid". */
export function sliceCount(text: string): number | undefined {
  if (text === "auto") return undefined;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count >= 1 && count <= most) return count;
  throw new WheelwayError("usage-invalid", {
    message: `--slices takes a number from 1 to ${most}, or auto; not ${JSON.stringify(text)}`,
    next: "wheelway plan --slices 3 --json",
  });
}

/** `a,b`; `undefined`: all. Throws "usage-invalid". */
export function runnersOf(text: string | undefined): readonly RunnerKind[] | undefined {
  if (text === undefined) return undefined;
  return text.split(",").map((name) => {
    if (isRunnerKind(name.trim())) return name.trim() as RunnerKind;
    throw new WheelwayError("usage-invalid", {
      message: `--runners: there is no kind of machine ${JSON.stringify(name)}`,
      why: `There are: ${runnerKinds.join(", ")}.`,
      next: "wheelway plan --slices auto --runners linux-x86_64,macos-arm64",
    });
  });
}

/** `2/3`; `undefined` for a name. */
export function positionOf(slice: string): { readonly at: number; readonly of: number } | undefined {
  const [, at, of] = /^(\d{1,3})\/(\d{1,3})$/.exec(slice) ?? [];
  return at === undefined || of === undefined ? undefined : { at: Number(at), of: Number(of) };
}
