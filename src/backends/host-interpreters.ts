/** The interpreters of this machine, the best one of each name, and the platforms that they build for. */

import { homedir } from "node:os";
import type { CanMake } from "../config/select.ts";
import { compareInterpreters, parseInterpreter, type Interpreter } from "../tags/interpreter.ts";
import { parsePlatform, type Architecture, type Platform } from "../tags/platform.ts";
import { candidatePaths } from "./host-candidates.ts";
import { driverEnv, type HostEnv, type Machine } from "./host-environment.ts";
import { askLauncher, probeAll, type Answer, type Probed } from "./host-probe.ts";

export interface HostInterpreter {
  readonly interpreter: Interpreter;
  /** Absolute, symbolic links resolved. */
  readonly path: string;
  /** `3.12.1`. */
  readonly version: string;
  /** The newest platform that its wheels can be for: `manylinux_2_36_x86_64`. */
  readonly platform: Platform;
  /** Are the C headers there? Without them nothing but pure Python can be built. */
  readonly headers: boolean;
  /** Do its `venv` and `ensurepip` modules work? */
  readonly venv: boolean;
  /** What it says of its own build: compiler, date, and a digest of its build settings. */
  readonly build: string;
}

export interface InterpreterOptions {
  /** Where answers are remembered. */
  readonly cacheDir: string;
  /** The caller's environment. */
  readonly env: HostEnv;
}

/** Older Pythons run neither uv nor the driver. */
const oldest = { major: 3, minor: 8 };

export function thisMachine(env: HostEnv): Machine {
  return { platform: process.platform, env, home: homedir() };
}

/** Every interpreter that works, one for each name, oldest first. Runs each new one once; later calls take milliseconds. */
export async function hostInterpreters(options: InterpreterOptions): Promise<readonly HostInterpreter[]> {
  const machine = thisMachine(options.env);
  const env = driverEnv(machine);
  const launcher = machine.platform === "win32" ? await askLauncher(env) : "";
  return bestOfEach(await probeAll(await candidatePaths(machine, launcher), env, options.cacheDir));
}

/** The platforms that this machine builds for, one for each architecture in most cases. */
export async function hostPlatforms(options: InterpreterOptions): Promise<readonly Platform[]> {
  const platforms = (await hostInterpreters(options)).map(({ platform }) => platform);
  return [...new Map(platforms.map((platform) => [platform.name, platform])).values()];
}

/** What this machine makes; a Linux with glibc compiles for its sibling and for older ones, but only where a project names them. */
export function whatHostMakes(found: readonly HostInterpreter[]): CanMake {
  const interpreters = found.map(({ interpreter }) => interpreter);
  const own = [...new Map(found.map(({ platform }) => [platform.name, platform])).values()];
  const linux = own.find(({ system, libc }) => system === "linux" && libc === "glibc");
  const sibling = linux && crossSiblings[linux.architecture];
  const foreign = sibling === undefined ? undefined : parsePlatform(`manylinux_2_28_${sibling}`);
  if (!linux || !foreign) return { interpreters, platforms: own };
  const { architecture: machine, version: glibc } = linux;
  return { interpreters, platforms: [...own, foreign], byDefault: own, machine, glibc };
}

const crossSiblings: Readonly<Partial<Record<Architecture, Architecture>>> = {
  x86_64: "aarch64",
  aarch64: "x86_64",
};

/** One interpreter a name: released before pre-release, with headers before without, then the newest, then the first. */
export function bestOfEach(probed: readonly Probed[]): HostInterpreter[] {
  const best = new Map<string, { readonly found: HostInterpreter; readonly answer: Answer }>();
  for (const { path, answer } of probed) {
    const interpreter = interpreterOf(answer);
    const platform = platformOf(answer);
    if (!interpreter || !platform) continue;
    const { version, headers, venv, build } = answer;
    const found = { interpreter, path, version, platform, headers, venv, build };
    const before = best.get(interpreter.name);
    if (!before || preferred(answer, before.answer)) best.set(interpreter.name, { found, answer });
  }
  return [...best.values()]
    .map(({ found }) => found)
    .sort((a, b) => compareInterpreters(a.interpreter, b.interpreter));
}

function preferred(a: Answer, b: Answer): boolean {
  const rank = (answer: Answer) => [answer.final, answer.headers, answer.venv].map(Number);
  const patch = (answer: Answer) => Number(answer.version.split(".")[2]);
  const [left, right] = [
    [...rank(a), patch(a)],
    [...rank(b), patch(b)],
  ] as const;
  const differs = left.findIndex((value, index) => value !== right[index]);
  return differs >= 0 && (left[differs] ?? 0) > (right[differs] ?? 0);
}

/** `undefined` for Pythons that are too old, debug builds, and implementations without wheels of their own. */
export function interpreterOf(answer: Answer): Interpreter | undefined {
  const short = new Map([
    ["cpython", "cp"],
    ["pypy", "pp"],
    ["graalpy", "gp"],
  ]).get(answer.implementation);
  const [major = 0, minor = 0] = answer.version.split(".").map(Number);
  if (!short || answer.debug || major !== oldest.major || minor < oldest.minor) return undefined;
  return parseInterpreter(`${short}${major}${minor}${answer.freeThreaded ? "t" : ""}`);
}

/** The newest platform tag of what this Python builds (PEP 600, PEP 656, `sysconfig.get_platform`). */
export function platformOf(answer: Answer): Platform | undefined {
  const name = answer.platform.replaceAll(/[-.]/g, "_");
  if (!name.startsWith("linux_")) return parsePlatform(name);
  const [libc, version] = answer.libc;
  const policy = libc === "glibc" ? "manylinux" : libc === "musl" ? "musllinux" : undefined;
  if (!policy || !version) return undefined;
  // A 32-bit Python on a 64-bit kernel is told the kernel's architecture.
  const machine = name.slice("linux_".length);
  const narrow: Readonly<Record<string, string>> = { x86_64: "i686", aarch64: "armv7l", armv8l: "armv7l" };
  const architecture = answer.bits === 32 ? (narrow[machine] ?? machine) : machine;
  return parsePlatform(`${policy}_${version.split(".").slice(0, 2).join("_")}_${architecture}`);
}
