/** Where the work for a target runs: an image, or an interpreter of the host. */

import { imageFor } from "../lock/images.ts";
import type { Environment } from "../plan/task.ts";
import { familyOf, type Interpreter } from "../tags/interpreter.ts";
import type { Architecture, Platform, System } from "../tags/platform.ts";

export interface ImageChoice {
  /** Platform name -> reference that replaces the default (`[tool.wheelway.images]`). */
  readonly overrides: Readonly<Record<string, string>>;
  /** Prefix of a mirror for every default image. */
  readonly registry: string | undefined;
  /** Reference -> `reference@sha256:…` of wheelway.lock. */
  readonly locked: Readonly<Record<string, string>>;
}

const engineArchitectures: Readonly<Record<string, string>> = {
  x86_64: "linux/amd64",
  aarch64: "linux/arm64",
  i686: "linux/386",
  ppc64le: "linux/ppc64le",
  s390x: "linux/s390x",
  armv7l: "linux/arm/v7",
  riscv64: "linux/riscv64",
};

/** The engine's name of an architecture (`linux/arm64`); `undefined` for what no container runs. */
export function enginePlatform(platform: Platform): string | undefined {
  return platform.system === "linux" ? engineArchitectures[platform.architecture] : undefined;
}

/** Reference of the image for a platform, by digest where locked; `undefined` where nobody publishes one. */
export function imageOf(platform: Platform, choice: ImageChoice): string | undefined {
  const reference = imageFor(platform, { overrides: choice.overrides, registry: choice.registry });
  return reference === undefined ? undefined : (choice.locked[reference] ?? reference);
}

/** The folder of an interpreter in a manylinux or musllinux image (`/opt/python/cp314-cp314t`). */
export function imagePython(interpreter: Interpreter): string {
  const version = `${interpreter.major}${interpreter.minor}`;
  switch (familyOf(interpreter)) {
    case "cpython":
      return `/opt/python/cp${version}-cp${version}/bin/python`;
    case "cpython-free-threaded":
      return `/opt/python/cp${version}-cp${version}t/bin/python`;
    case "pypy":
      return `/opt/python/pp${version}-pypy${version}_pp73/bin/python`;
    case "graalpy":
      return `/opt/python/gp${version}-graalpy${version}_${interpreter.major}${interpreter.minor}/bin/python`;
  }
}

/** The environment of one interpreter on one platform. `machine` is the host's architecture, where it is a Linux. */
export function environmentOf(
  interpreter: Interpreter,
  platform: Platform,
  backend: "dagger" | "host",
  choice: ImageChoice,
  machine?: Architecture,
): Environment | undefined {
  if (backend === "host") {
    const { architecture, system } = platform;
    const foreign = system === "linux" && machine !== undefined && architecture !== machine;
    return { kind: "host", interpreter: interpreter.name, ...(foreign ? { architecture } : {}) };
  }
  const image = imageOf(platform, choice);
  const engine = enginePlatform(platform);
  if (!image || !engine) return undefined;
  return { kind: "image", image, platform: engine, python: imagePython(interpreter) };
}

/** Path of a program inside a virtual environment. */
export function inVenv(system: System, venv: string, program: string): string {
  return system === "windows" ? `${venv}/Scripts/${program}.exe` : `${venv}/bin/${program}`;
}

/** The folder of a virtual environment's programs, for PATH. */
export function venvPath(system: System, venv: string): string {
  return system === "windows" ? `${venv}/Scripts` : `${venv}/bin`;
}

/** PATH with these folders first, in the form of the system. */
export function pathWith(system: System, ...folders: readonly string[]): string {
  return [...folders, "{PATH}"].join(system === "windows" ? ";" : ":");
}
