/** Does one wheel fulfil one expectation of the contract, and if not, was it meant to? */

import type { FindingCode } from "../checks/finding.ts";
import { familyOf } from "../tags/interpreter.ts";
import { parsePlatform } from "../tags/platform.ts";
import { makeTarget, parseTarget, type Target } from "../tags/target.ts";
import { coversInterpreter, kindOf, meetsTarget, type WheelName } from "../tags/wheel-name.ts";
import type { ExpectedWheel } from "./contract.ts";

/** A wheel that was surely built for the expectation but does not fulfil it. */
export interface NearMiss {
  readonly name: WheelName;
  readonly code: FindingCode;
  readonly message: string;
  readonly hint: string;
  /** The smaller, the more surely it was meant. */
  readonly distance: number;
}

/** "cp312-manylinux_2_28_x86_64", "cp312 … cp314 on manylinux_2_28_x86_64 (abi3)", "any platform (pure)". */
export function describe(wheel: ExpectedWheel): string {
  const [first, ...others] = wheel.targets;
  const kind = wheel.wheelKind === undefined || wheel.wheelKind === "version" ? "" : ` (${wheel.wheelKind})`;
  if (wheel.platform === "any") return `any platform${kind}`;
  const last = others.at(-1);
  if (last === undefined) return `${first}${kind}`;
  const name = (id: string) => parseTarget(id)?.interpreter.name ?? id;
  return `${name(first)} … ${name(last)} on ${wheel.platform}${kind}`;
}

/** The targets, each with the newest platform that the expectation allows. */
function targetsOf(wheel: ExpectedWheel): Target[] {
  const platform = parsePlatform(wheel.platform);
  return wheel.targets.flatMap((id) => {
    const target = parseTarget(id);
    return target ? [makeTarget(target.interpreter, platform ?? target.platform)] : [];
  });
}

export function fulfils(name: WheelName, wheel: ExpectedWheel): boolean {
  if (wheel.wheelKind !== undefined && kindOf(name) !== wheel.wheelKind) return false;
  if (wheel.platform === "any" && !name.platforms.includes("any")) return false;
  if (wheel.python !== undefined && !name.pythons.includes(wheel.python)) return false;
  if (wheel.abi !== undefined && !name.abis.includes(wheel.abi)) return false;
  return targetsOf(wheel).every((target) => meetsTarget(name, target) === true);
}

/** Only a wheel for the very same interpreter was meant: `cp314t` where `cp314` was promised is another wheel. */
export function nearMiss(name: WheelName, wheel: ExpectedWheel): NearMiss | undefined {
  const target = targetsOf(wheel)[0];
  if (!target || !coversInterpreter(name, target.interpreter)) return undefined;
  const kind = kindOf(name);
  const pure = kind === "pure";
  if (pure && wheel.platform !== "any") {
    return {
      name,
      code: "WW005",
      message: `it is pure, a wheel with machine code was expected for ${describe(wheel)}`,
      hint: "look for a failed compilation in the log: some back ends go on without their extension and exit with 0",
      distance: 2,
    };
  }
  const met = meetsTarget(name, target);
  if (met !== true) {
    const newer = met.reason === "newer-policy";
    return {
      name,
      code: newer ? "WW004" : "WW003",
      message: met.why,
      hint: newer
        ? "build it in an older image, or ask for the newer platform in the configuration"
        : "was it repaired (auditwheel, delocate, delvewheel)? look at the log of its build",
      distance: newer ? 1 : sameSystem(name, target) ? 3 : 4,
    };
  }
  return {
    name,
    code: "WW007",
    message: `it is ${tagsOf(name)} (${kind}), expected was ${wanted(wheel)} for ${describe(wheel)}`,
    hint: `if this is on purpose, learn the project's kind of wheels anew for ${familyOf(target.interpreter)}: wheelway lock --update`,
    distance: 1,
  };
}

function sameSystem(name: WheelName, target: Target): boolean {
  return name.platforms.some((tag) => {
    const platform = parsePlatform(tag);
    return (
      platform?.system === target.platform.system && platform.architecture === target.platform.architecture
    );
  });
}

function tagsOf(name: WheelName): string {
  return `${name.pythons.join(".")}-${name.abis.join(".")}-${name.platforms.join(".")}`;
}

function wanted(wheel: ExpectedWheel): string {
  const tags = [wheel.python, wheel.abi].filter((tag) => tag !== undefined).join("-");
  return [tags, wheel.wheelKind].filter(Boolean).join(" ") || "another kind";
}
