/** The kinds of machines that CI systems rent out, and how each can make a target: natively, cross-compiled, emulated. */

import type { Architecture } from "../tags/platform.ts";
import type { Target } from "../tags/target.ts";

/** Sorted: a plan with few slices is made for the first that can. */
export const runnerKinds = [
  "linux-x86_64",
  "linux-aarch64",
  "macos-arm64",
  "macos-x86_64",
  "windows-x86_64",
  "windows-arm64",
] as const;
export type RunnerKind = (typeof runnerKinds)[number];

export function isRunnerKind(name: string): name is RunnerKind {
  return (runnerKinds as readonly string[]).includes(name);
}

/** How a target is made on a machine; a wheel that was cross-compiled is tested under emulation. */
export type Making = "native" | "cross" | "emulated";

/** The kind of machine on which nothing of the target has to be emulated, or the one that emulates it. */
export function nativeRunner({ platform }: Target): RunnerKind {
  switch (platform.system) {
    case "linux":
      return platform.architecture === "aarch64" ? "linux-aarch64" : "linux-x86_64";
    case "macos":
      return platform.architecture === "x86_64" ? "macos-x86_64" : "macos-arm64";
    case "windows":
      return platform.architecture === "win_arm64" ? "windows-arm64" : "windows-x86_64";
  }
}

/** The kinds of machines that can make it, the native one first. Only Linux is emulated or cross-compiled. */
export function runnersFor(target: Target): readonly [RunnerKind, ...RunnerKind[]] {
  const native = nativeRunner(target);
  if (target.platform.system !== "linux") return [native];
  return native === "linux-x86_64" ? [native, "linux-aarch64"] : [native, "linux-x86_64"];
}

/** What its compiler runs on; `undefined` where it is no Linux. */
export function linuxArchitecture(runner: RunnerKind): Architecture | undefined {
  switch (runner) {
    case "linux-x86_64":
      return "x86_64";
    case "linux-aarch64":
      return "aarch64";
    case "macos-arm64":
    case "macos-x86_64":
    case "windows-x86_64":
    case "windows-arm64":
      return undefined;
  }
}

/** Is this target cross-compiled on a machine of another architecture? */
export type Crosses = (target: Target, runner: RunnerKind) => boolean;

export function makingOn(target: Target, runner: RunnerKind, crosses: Crosses): Making {
  const { system, architecture } = target.platform;
  const own = runner === nativeRunner(target);
  if (own && (system !== "linux" || ["x86_64", "i686", "aarch64"].includes(architecture))) return "native";
  return crosses(target, runner) ? "cross" : "emulated";
}
