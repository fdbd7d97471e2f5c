/** Whether a target's wheel is compiled for another platform than that of the machine, with what, or why not. Pure. */

import type { TargetOptions } from "../config/config.ts";
import type { BuildSystem } from "../config/project.ts";
import { backEndOf } from "../recipes/back-ends.ts";
import type { Cross } from "../recipes/cross-env.ts";
import { familyOf, pythonVersion } from "../tags/interpreter.ts";
import type { Architecture, Platform } from "../tags/platform.ts";
import type { Target } from "../tags/target.ts";
import type { Environment, InputRef } from "./task.ts";

/** Headers and build-time data of the target's interpreter: copied, derived from those of the building one, or its own. */
export type TargetFiles =
  | Extract<InputRef, { from: "image" | "folder" }>
  | { readonly from: "derived" }
  | { readonly from: "building" };

/** What is done where a cross build fails; without one, the failure is an error. */
export type Instead = "emulated" | "own-compiler";

/** How a wheel is cross-compiled. */
export interface Crossing {
  readonly cross: Cross;
  /** Where the compiler runs: the sibling image of the build machine's architecture, or the host's interpreter. */
  readonly environment: Environment;
  readonly files: TargetFiles;
  readonly instead?: Instead | undefined;
}

/**
 * `own`: by the compiler of its environment. `why` says why it was not cross-compiled, where it might have been; so does
 * that of `emulated`.
 */
export type Compiling =
  | { readonly how: "own"; readonly why?: string }
  | ({ readonly how: "cross" } & Crossing)
  | { readonly how: "emulated"; readonly why: string };

export interface CrossQuestion {
  readonly target: Target;
  readonly options: Pick<TargetOptions, "cross" | "prepare">;
  readonly backEnd: BuildSystem;
  /** Architecture of the machine that builds; `undefined` where it is no Linux. */
  readonly machine: Architecture | undefined;
  /** Version of the glibc that the machine's own compiler links with; `undefined` where wheels are built in images. */
  readonly glibc?: readonly [number, number] | undefined;
  /** Why an earlier run had to emulate it, from the lock. */
  readonly remembered: string | undefined;
}

/** Both ways round; the compiler could do more, and nobody has tried. */
const architectures: readonly Architecture[] = ["x86_64", "aarch64"];

/**
 * The compiler's settings; a reason where it is wanted and cannot be; `undefined` where there is nothing to cross, or
 * `cross = "never"`. `always` tries also what is not known to work. For the machine's own architecture it is wanted where the
 * target's glibc is older than that of the machine: what its own compiler makes may need the newer one.
 */
export function crossFor(question: CrossQuestion): Cross | { readonly why: string } | undefined {
  const { target, options, machine, glibc } = question;
  const { system, architecture, libc, version } = target.platform;
  if (options.cross === "never" || machine === undefined || system !== "linux") return undefined;
  if (architecture === machine && !isOlder(target.platform, glibc)) return undefined;
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

function isOlder({ libc, version }: Platform, than: CrossQuestion["glibc"]): boolean {
  if (libc !== "glibc" || !version || !than) return false;
  return version[0] < than[0] || (version[0] === than[0] && version[1] < than[1]);
}

function impossible({ interpreter, platform }: Target, machine: Architecture): string | undefined {
  if (![machine, platform.architecture].every((one) => architectures.includes(one)))
    return `nothing is cross-compiled from ${machine} for ${platform.architecture}`;
  if (platform.libc === "musl") return "nothing is cross-compiled for musl";
  if (!familyOf(interpreter).startsWith("cpython")) return `${interpreter.name} is no CPython`;
  return undefined;
}

function unknown({ target, machine, options, backEnd, remembered }: CrossQuestion): string | undefined {
  if (backEndOf(backEnd) === "other")
    return `the build back end ${backEnd.buildBackend} is not known to cross-compile`;
  const { packages, commands } = options.prepare;
  if (packages.length > 0 || commands.length > 0)
    return "[prepare] has packages or commands, which make what the build machine runs";
  // What had to be emulated says nothing of what is not foreign.
  return target.platform.architecture === machine ? undefined : remembered;
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
