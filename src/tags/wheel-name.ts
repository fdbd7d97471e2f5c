/** Wheel file names (PEP 427, as amended by the wheel specification): their parts, their tags and what they run on. */

import { familyOf, type Interpreter } from "./interpreter.ts";
import { parsePlatform, platformMeets } from "./platform.ts";
import { normalizeName, normalizeVersion } from "./project-name.ts";
import type { Target } from "./target.ts";

/** One combination of a wheel's (compressed) tag sets. */
export interface WheelTag {
  readonly python: string;
  readonly abi: string;
  readonly platform: string;
}

export interface WheelName {
  /** The whole file name. */
  readonly file: string;
  /** The distribution's name as it stands in the file name. */
  readonly distribution: string;
  /** Normalised by PEP 503. */
  readonly name: string;
  /** Normalised by PEP 440. */
  readonly version: string;
  /** The version as it stands in the file name. */
  readonly rawVersion: string;
  /** Build tag, where there is one. */
  readonly build: string | undefined;
  /** Compressed tag sets, in the order of the file name, lower case. */
  readonly pythons: readonly string[];
  readonly abis: readonly string[];
  readonly platforms: readonly string[];
}

/** A name that cannot be read, and why. */
export interface Malformed {
  readonly malformed: string;
}

/**
 * What a wheel was built for: `pure` (`py3-none-any`), `py3-platform` (a program or a ctypes library:
 * `py3-none-PLATFORM`), `abi3` and `abi3t` (the stable ABIs, PEP 384 and 803), `version` (one Python only).
 */
export type WheelKind = "pure" | "py3-platform" | "abi3" | "abi3t" | "version";

const distributionPattern = /^[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?$/;
const tagSetPattern = /^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*$/;

/** Reads `name-version(-build)?-python-abi-platform.whl`. */
export function parseWheelName(file: string): WheelName | Malformed {
  if (!file.endsWith(".whl")) return { malformed: `${file} does not end in .whl` };
  const parts = file.slice(0, -".whl".length).split("-");
  if (parts.length !== 5 && parts.length !== 6) {
    return { malformed: `${file} has ${parts.length} parts between dashes, a wheel's name has 5 or 6` };
  }
  const [distribution = "", rawVersion = ""] = parts;
  const build = parts.length === 6 ? parts[2] : undefined;
  const [python = "", abi = "", platform = ""] = parts.slice(-3);
  if (!distributionPattern.test(distribution)) return { malformed: `"${distribution}" is no project name` };
  // "-" of a local version is written as "_" in file names.
  const version = normalizeVersion(rawVersion.replaceAll("_", "-"));
  if (version === undefined) return { malformed: `"${rawVersion}" is no version (PEP 440)` };
  if (build !== undefined && !/^\d[A-Za-z0-9_.]*$/.test(build)) {
    return { malformed: `build tag "${build}" does not begin with a digit` };
  }
  for (const set of [python, abi, platform]) {
    if (!tagSetPattern.test(set)) return { malformed: `"${set}" is no tag set` };
  }
  const tags = (set: string) => set.toLowerCase().split(".");
  return {
    file,
    distribution,
    name: normalizeName(distribution),
    version,
    rawVersion,
    build,
    pythons: tags(python),
    abis: tags(abi),
    platforms: tags(platform),
  };
}

/** Every combination of the compressed tag sets (PEP 425). */
export function wheelTags(name: WheelName): WheelTag[] {
  return name.pythons.flatMap((python) =>
    name.abis.flatMap((abi) => name.platforms.map((platform) => ({ python, abi, platform }))),
  );
}

/** `cp312-cp312-manylinux_2_28_x86_64`. */
export function formatTag(tag: WheelTag): string {
  return `${tag.python}-${tag.abi}-${tag.platform}`;
}

export function kindOf(name: WheelName): WheelKind {
  if (name.platforms.every((platform) => platform === "any")) return "pure";
  if (name.abis.includes("abi3t")) return "abi3t";
  if (name.abis.includes("abi3")) return "abi3";
  const anyPython = name.abis.includes("none") && name.pythons.some((python) => /^py\d/.test(python));
  return anyPython ? "py3-platform" : "version";
}

/** Would an installer of this interpreter take the wheel, the platform left aside? */
export function coversInterpreter(name: WheelName, interpreter: Interpreter): boolean {
  return name.pythons.some((python) => name.abis.some((abi) => tagCovers(python, abi, interpreter)));
}

/** The rules by which `packaging.tags` makes the list of tags that an interpreter takes. */
function tagCovers(python: string, abi: string, interpreter: Interpreter): boolean {
  const own = `${interpreter.major}${interpreter.minor}`;
  const generic = /^py(\d)(\d*)$/.exec(python);
  if (generic) {
    if (abi !== "none" || Number(generic[1]) !== interpreter.major) return false;
    return generic[2] === "" || Number(generic[2]) <= interpreter.minor;
  }
  const family = familyOf(interpreter);
  if (family === "pypy")
    return python === `pp${own}` || (python === `pp${interpreter.major}` && abi === "none");
  if (family === "graalpy") return python === `graalpy${own}` || python === `gp${own}`;
  const cpython = /^cp(\d)(\d+)$/.exec(python);
  if (!cpython || Number(cpython[1]) !== interpreter.major) return false;
  const minor = Number(cpython[2]);
  switch (abi) {
    case "abi3":
      return family === "cpython" && minor <= interpreter.minor;
    case "abi3t":
      return family === "cpython-free-threaded" && minor <= interpreter.minor;
    case "none":
      return minor === interpreter.minor;
    case `cp${own}t`:
      return family === "cpython-free-threaded" && minor === interpreter.minor;
    case `cp${own}`:
    case `cp${own}m`:
      return family === "cpython" && minor === interpreter.minor;
    default:
      return false;
  }
}

/** What keeps a wheel from a target: another Python, another system or architecture, or a newer policy of the same. */
export interface Unmet {
  readonly reason: "interpreter" | "platform" | "newer-policy";
  readonly why: string;
}

/** Does the wheel run wherever the target does? `true`, or what is in the way. A pure wheel meets every target of its Python. */
export function meetsTarget(name: WheelName, target: Target): true | Unmet {
  if (!coversInterpreter(name, target.interpreter)) {
    return {
      reason: "interpreter",
      why: `its tags ${name.pythons.join(".")}-${name.abis.join(".")} do not serve ${target.interpreter.name}`,
    };
  }
  let newer = false;
  for (const tag of name.platforms) {
    if (tag === "any") return true;
    const platform = parsePlatform(tag);
    if (!platform) continue;
    if (platformMeets(platform, target.platform)) return true;
    const otherwiseSame = target.platform.version &&
      platform.version && { ...platform, version: target.platform.version };
    if (otherwiseSame && platformMeets(otherwiseSame, target.platform)) newer = true;
  }
  const tags = name.platforms.join(".");
  return newer
    ? {
        reason: "newer-policy",
        why: `its platform ${tags} is newer than the ${target.platform.name} asked for`,
      }
    : { reason: "platform", why: `its platform ${tags} is not ${target.platform.name}` };
}
