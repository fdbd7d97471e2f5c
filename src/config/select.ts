/** Which targets there are: Pythons times platforms, less what is skipped and what this machine cannot make. */

import { compareInterpreters, pythonVersion, type Interpreter } from "../tags/interpreter.ts";
import type { Architecture, Platform } from "../tags/platform.ts";
import { compareTargets, makeTarget, type Target } from "../tags/target.ts";
import type { Config } from "./config.ts";
import { checkOnly } from "./only.ts";
import { effectiveTarget, matchesTarget } from "./options.ts";
import { admits, classifiedVersions, isBuiltByDefault, knownInterpreters } from "./python-releases.ts";

/** What a backend of this machine can make: any of the interpreters on any of the platforms. */
export interface CanMake {
  readonly interpreters: readonly Interpreter[];
  readonly platforms: readonly Platform[];
  /** Architecture of the machine that builds, where it is a Linux: what is for another one is cross-compiled or emulated. */
  readonly machine?: Architecture;
  /** Version of its glibc, where wheels are built with its own compilers: what is for an older one is cross-compiled. */
  readonly glibc?: readonly [number, number] | undefined;
  /** What is made for a project that names no platforms; default: all of them. */
  readonly byDefault?: readonly Platform[];
}

export interface SkippedTarget {
  readonly id: string;
  /**
   * `skip`: the configuration says so; `platform`: another system or architecture makes it; `interpreter`: this
   * machine could, had it the interpreter; `unclaimed`: no classifier names the Python; `duplicate`: an override
   * gives it the name of another target.
   */
  readonly kind: "skip" | "platform" | "interpreter" | "unclaimed" | "duplicate";
  /** One sentence for people. */
  readonly why: string;
}

export interface Selection {
  /** By platform, then interpreter. */
  readonly targets: readonly Target[];
  readonly skipped: readonly SkippedTarget[];
}

/**
 * Chooses the targets of a project. Pythons: those of the configuration, else the released CPythons that
 * `requires-python` (PEP 440) admits and the classifiers name; others only where `only` names them. Platforms: those of
 * the configuration, else all that can be made. `only` is a list of globs on target names.
 *
 * Throws `target-unknown` where a glob of `only` matches nothing, `target-impossible` or `interpreter-missing` where it
 * matches only targets that this machine cannot make.
 */
export function selectTargets(config: Config, can: CanMake, only?: readonly string[]): Selection {
  const { chosen, unclaimed } = interpretersFor(config, can, only ?? []);
  const platforms = config.options.platforms ?? can.byDefault ?? can.platforms;
  const asked = platforms.flatMap((platform) =>
    chosen.map((interpreter) => makeTarget(interpreter, platform)),
  );
  const all = asked.map((target) => effectiveTarget(config, target)).sort(preferAsked);

  const wanted = only ? all.filter((target) => matchesTarget(only, target)) : all;
  const targets = new Map<string, Target>();
  const skipped: SkippedTarget[] = [];
  for (const target of wanted) {
    const reason = reasonToSkip(config, can, target) ?? duplicateOf(targets.get(target.id), target);
    if (reason) skipped.push({ id: target.asked ?? target.id, ...reason });
    else targets.set(target.id, target);
  }
  if (only) checkOnly(only, all, skipped);
  else skipped.push(...unclaimedTargets(config, platforms, unclaimed));
  return { targets: [...targets.values()].sort(compareTargets), skipped };
}

/** A target that was asked for by its own name wins over one that an override renamed to it. */
function preferAsked(a: Target, b: Target): number {
  return Number(a.asked !== undefined) - Number(b.asked !== undefined) || compareTargets(a, b);
}

function interpretersFor(config: Config, can: CanMake, only: readonly string[]) {
  if (config.options.python) return { chosen: config.options.python, unclaimed: [] };
  const { requiresPython, classifiers } = config.project;
  const named = knownInterpreters.filter((interpreter) =>
    only.some((glob) => namesInterpreter(glob, interpreter)),
  );
  const admitted = can.interpreters
    .filter((interpreter) => isBuiltByDefault(interpreter) && admits(requiresPython, interpreter))
    .sort(compareInterpreters);
  const claims = classifiedVersions(classifiers);
  const claimed = admitted.filter((interpreter) => claims?.has(pythonVersion(interpreter)) ?? true);
  // Classifiers that name no Python which can be built say nothing: a stale list must not leave a project without wheels.
  const byDefault = claimed.length > 0 ? claimed : admitted;
  const unclaimed = admitted.filter((interpreter) => !byDefault.includes(interpreter));
  const extra = named.filter(({ name }) => !byDefault.some((interpreter) => interpreter.name === name));
  return { chosen: [...byDefault, ...extra], unclaimed };
}

/** `pp311-*` names PyPy 3.11; `*` and `cp31?-*` name no interpreter. */
function namesInterpreter(glob: string, interpreter: Interpreter): boolean {
  return glob.startsWith(`${interpreter.name}-`);
}

type Reason = Omit<SkippedTarget, "id">;

function reasonToSkip(config: Config, can: CanMake, target: Target): Reason | undefined {
  const glob = config.options.skip.find((skip) => matchesTarget([skip], target));
  if (glob !== undefined) return { kind: "skip", why: `\`skip\` has "${glob}"` };
  if (!can.platforms.some((platform) => makes(platform, target.platform)))
    return { kind: "platform", why: `this machine cannot make wheels for ${target.platform.name}` };
  if (!can.interpreters.some(({ name }) => name === target.interpreter.name))
    return { kind: "interpreter", why: `there is no ${target.interpreter.name} here` };
  return undefined;
}

function duplicateOf(same: Target | undefined, target: Target): Reason | undefined {
  return same && { kind: "duplicate", why: `an override makes it ${target.id}, which is asked for as well` };
}

/** A machine makes any policy of its libc and architecture: what the wheel may be tagged is found out by the repair. */
function makes(machine: Platform, asked: Platform): boolean {
  return (
    machine.system === asked.system &&
    machine.architecture === asked.architecture &&
    (machine.libc === asked.libc || machine.libc === undefined || asked.libc === undefined)
  );
}

function unclaimedTargets(config: Config, platforms: readonly Platform[], unclaimed: readonly Interpreter[]) {
  return platforms
    .flatMap((platform) => unclaimed.map((interpreter) => makeTarget(interpreter, platform)))
    .filter((target) => !matchesTarget(config.options.skip, target))
    .map(({ id, interpreter }): SkippedTarget => {
      const version = pythonVersion(interpreter);
      return {
        id,
        kind: "unclaimed",
        why: `no classifier names Python ${version}; add one, or set \`python\``,
      };
    });
}
