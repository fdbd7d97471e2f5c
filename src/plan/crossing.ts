/** Whether a target's wheel is compiled on another platform than its own, with what, or why not. Pure. */

import type { TargetOptions } from "../config/config.ts";
import type { BuildSystem } from "../config/project.ts";
import { backEndOf } from "../recipes/back-ends.ts";
import type { Cross } from "../recipes/cross-env.ts";
import { familyOf, pythonVersion } from "../tags/interpreter.ts";
import type { Architecture } from "../tags/platform.ts";
import type { Target } from "../tags/target.ts";
import type { Environment, InputRef } from "./task.ts";

/** Headers and build-time data of the target's interpreter: copied, or derived from those of the building one. */
export type TargetFiles = Extract<InputRef, { from: "image" | "folder" }> | { readonly from: "derived" };

/** How a wheel is cross-compiled. */
export interface Crossing {
  readonly cross: Cross;
  /** Where the compiler runs: the sibling image of the build machine's architecture, or the host's interpreter. */
  readonly environment: Environment;
  readonly files: TargetFiles;
  /** Can it be emulated where this fails, and may it be? */
  readonly orEmulate?: boolean;
}

/** `emulated`: it might have been cross-compiled, and is not, for a reason that people are told. */
export type Compiling =
  | { readonly how: "own" }
  | ({ readonly how: "cross" } & Crossing)
  | { readonly how: "emulated"; readonly why: string };

export interface CrossQuestion {
  readonly target: Target;
  readonly options: Pick<TargetOptions, "cross" | "prepare">;
  readonly backEnd: BuildSystem;
  /** Architecture of the machine that builds; `undefined` where it is no Linux. */
  readonly machine: Architecture | undefined;
  /** Why an earlier run could not, from the lock. */
  readonly remembered: string | undefined;
}

/** Both ways round; the compiler could do more, and nobody has tried. */
const architectures: readonly Architecture[] = ["x86_64", "aarch64"];

/**
 * The compiler's settings; a reason where it is wanted and cannot be; `undefined` where there is nothing to cross, or
 * `cross = "never"`. `always` tries also what is not known to work.
 */
export function crossFor(question: CrossQuestion): Cross | { readonly why: string } | undefined {
  const { target, options, machine } = question;
  const { system, architecture, libc, version } = target.platform;
  if (options.cross === "never" || machine === undefined || system !== "linux") return undefined;
  if (architecture === machine) return undefined;
  const why = impossible(target, machine) ?? (options.cross === "auto" ? unknown(question) : undefined);
  if (why !== undefined) return { why };
  if (libc !== "glibc" || !version) return { why: `${target.platform.name} names no glibc to compile for` };
  return {
    compiler: "zig",
    architecture,
    triple: `${architecture}-linux-gnu`,
    glibc: version.join("."),
  };
}

function impossible({ interpreter, platform }: Target, machine: Architecture): string | undefined {
  if (![machine, platform.architecture].every((one) => architectures.includes(one)))
    return `nothing is cross-compiled from ${machine} for ${platform.architecture}`;
  if (platform.libc === "musl") return "nothing is cross-compiled for musl";
  if (!familyOf(interpreter).startsWith("cpython")) return `${interpreter.name} is no CPython`;
  return undefined;
}

function unknown({ options, backEnd, remembered }: CrossQuestion): string | undefined {
  if (backEndOf(backEnd) === "other")
    return `the build back end ${backEnd.buildBackend} is not known to cross-compile`;
  const { packages, commands } = options.prepare;
  if (packages.length > 0 || commands.length > 0)
    return "[prepare] has packages or commands, which make what the build machine runs";
  return remembered;
}

/** Folder of an interpreter's files, as manylinux images have them, and what is copied of it. */
export function targetFiles(target: Target): { readonly folder: string; readonly paths: readonly string[] } {
  const { interpreter } = target;
  const digits = pythonVersion(interpreter).replace(".", "");
  const thread = interpreter.freeThreaded ? "t" : "";
  const python = `python${pythonVersion(interpreter)}${thread}`;
  return {
    folder: `/opt/python/cp${digits}-cp${digits}${thread}`,
    paths: [
      `include/${python}/**`,
      `lib/${python}/_sysconfigdata*.py`,
      `lib/${python}/config-*/Makefile`,
      "lib/pkgconfig/*.pc",
    ],
  };
}
