/** A target: one wheel to make, named as its tags. */

import { compareInterpreters, parseInterpreter, type Interpreter } from "./interpreter.ts";
import { parsePlatform, type Platform } from "./platform.ts";

export interface Target {
  /** `cp312-manylinux_2_28_aarch64`. */
  readonly id: string;
  readonly interpreter: Interpreter;
  readonly platform: Platform;
  /** The id as the configuration asked for it, where an override changed the platform; globs match it as well. */
  readonly asked?: string;
}

export function makeTarget(interpreter: Interpreter, platform: Platform): Target {
  return { id: `${interpreter.name}-${platform.name}`, interpreter, platform };
}

/** Reads `cp312-manylinux_2_28_aarch64`; `undefined` where either half is unknown. */
export function parseTarget(id: string): Target | undefined {
  const dash = id.indexOf("-");
  const interpreter = dash > 0 ? parseInterpreter(id.slice(0, dash)) : undefined;
  const platform = dash > 0 ? parsePlatform(id.slice(dash + 1)) : undefined;
  return interpreter && platform ? makeTarget(interpreter, platform) : undefined;
}

/** By platform name, then oldest interpreter first. */
export function compareTargets(a: Target, b: Target): number {
  return (
    a.platform.name.localeCompare(b.platform.name, "en") || compareInterpreters(a.interpreter, b.interpreter)
  );
}
