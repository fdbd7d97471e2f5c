/** What a build back end is told so that it compiles for another machine than the one it runs on. */

import type { ConfigSettings } from "../config/config.ts";
import type { Command } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import type { BackEnd } from "./back-ends.ts";
import { script } from "./commands.ts";

/** How a wheel is compiled for another platform than the one the task runs on. Linux with glibc alone. */
export interface Cross {
  /** `zig`: ziglang of the tool environment; `image`: the image's own `<triple>-gcc`. */
  readonly compiler: "zig" | "image";
  /** The target's machine as wheel tags name it: `aarch64`, `x86_64`. */
  readonly architecture: string;
  /** GNU triple of the target without its version: `aarch64-linux-gnu`. */
  readonly triple: string;
  /** Newest glibc that the wheel may need: `2.28`. */
  readonly glibc: string;
}

/** Folder that `cross.py` fills before the build. */
export const crossFolder = "{work}/cross";

/** Makes `{work}/cross` from the input `target`, without running anything of it. `pythonVersion` is `3.12`, `3.14t`. */
export function prepareCross(system: System, cross: Cross, pythonVersion: string): Command {
  const { architecture, glibc, compiler, triple } = cross;
  return script(system, "prepare cross-compilation", "cross.py", [
    ...["--target", "{target}", "--python-version", pythonVersion, "--architecture", architecture],
    ...["--triple", triple, "--glibc", glibc, "--compiler", compiler, "--to", crossFolder],
  ]);
}

/**
 * Environment of the build command alone (`env` of the command, not of the task: repair runs on the build machine).
 * It does not hold PATH.
 */
export function crossEnv(backEnd: BackEnd, cross: Cross): Record<string, string> {
  void backEnd;
  return { _PYTHON_HOST_PLATFORM: `linux-${cross.architecture}` };
}

/** Config settings of the build command (PEP 517), before the user's own. */
export function crossSettings(backEnd: BackEnd): ConfigSettings {
  void backEnd;
  return {};
}
