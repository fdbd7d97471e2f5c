/** The platform that maturin builds for: of a Rust target (or its short name), and of a policy. */

import { images } from "../../../services.ts";
import { parsePlatform, type Architecture, type Platform } from "../../../tags/platform.ts";
import type { Machine } from "../ci/step.ts";
import { perennial } from "../cibuildwheel/platform.ts";

const architectures: Readonly<Record<string, Architecture>> = {
  x86_64: "x86_64",
  x64: "x86_64",
  amd64: "x86_64",
  i686: "i686",
  i586: "i686",
  x86: "i686",
  aarch64: "aarch64",
  arm64: "aarch64",
  armv7: "armv7l",
  armv7l: "armv7l",
  ppc64le: "ppc64le",
  powerpc64le: "ppc64le",
  s390x: "s390x",
  riscv64: "riscv64",
  riscv64gc: "riscv64",
  loongarch64: "loongarch64",
  universal2: "universal2",
};

export interface Built {
  readonly platform: Platform;
  /** What was assumed, or could not be had. */
  readonly doubt: string | undefined;
}

/** `target` is a triple or a short name, `policy` maturin-action's `manylinux` or `--compatibility`. */
export function platformOf(
  machine: Machine,
  target: string | undefined,
  policy: string | undefined,
  deploymentTarget: string | undefined,
): Built | undefined {
  const triple = target === undefined || target === "" ? machine.architecture : target;
  const architecture = architectures[triple.split("-", 1)[0]?.toLowerCase() ?? ""];
  if (!architecture) return undefined;
  const system = /apple|darwin/.test(triple)
    ? "macos"
    : triple.includes("windows")
      ? "windows"
      : triple.includes("linux")
        ? "linux"
        : machine.system;
  switch (system) {
    case "macos":
      return named(macosName(architecture === "aarch64" ? "arm64" : architecture, deploymentTarget));
    case "windows":
      return named(
        { x86_64: "win_amd64", i686: "win32", aarch64: "win_arm64" }[architecture as string] ?? "",
      );
    case "linux":
      return linux(architecture, triple.includes("musl") || (policy ?? "").startsWith("musl"), policy);
  }
}

function named(name: string, doubt?: string): Built | undefined {
  const platform = parsePlatform(name);
  return platform && { platform, doubt };
}

/** What Rust itself needs: 10.12 on x86_64, 11.0 on arm64. */
function macosName(architecture: string, deploymentTarget: string | undefined): string {
  const floor = architecture === "arm64" ? "11.0" : "10.12";
  const version = Number(deploymentTarget) > Number(floor) ? (deploymentTarget ?? floor) : floor;
  const [major = "", minor = "0"] = version.split(".");
  return `macosx_${major}_${Number(major) >= 11 ? "0" : minor}_${architecture}`;
}

function linux(architecture: Architecture, musl: boolean, written: string | undefined): Built | undefined {
  const off = written === "off" || written === "linux";
  const chosen = written === undefined || written === "" || written === "auto" || off ? undefined : written;
  const bare = chosen?.replace(/^(many|musl)linux_?/, "");
  // `auto` is built in an image of manylinux2014.
  const policy =
    bare === undefined
      ? musl
        ? "musllinux_1_2"
        : "manylinux_2_17"
      : perennial(`${musl ? "musllinux_" : /^\d{4}$|^1$/.test(bare) ? "manylinux" : "manylinux_"}${bare}`);
  const offDoubt = off ? `no index takes a wheel without a policy; ${policy} is taken` : undefined;
  const wanted = parsePlatform(`${policy}_${architecture}`);
  if (!wanted) return undefined;
  const available = oldestWithImage(wanted);
  if (!available || available.name === wanted.name) return { platform: wanted, doubt: offDoubt };
  return {
    platform: available,
    doubt: `there is no image of ${wanted.name}; ${available.name} is the oldest that has one`,
  };
}

/** The platform itself, or the next newer policy that an image is published for. */
function oldestWithImage(wanted: Platform): Platform | undefined {
  const rank = ([major, minor]: readonly [number, number]) => major * 1000 + minor;
  const family = images.families
    .filter(
      ({ libc, architectures: all, version }) =>
        libc === wanted.libc &&
        (all as readonly string[]).includes(wanted.architecture) &&
        rank(version) >= rank(wanted.version ?? [0, 0]),
    )
    .sort((a, b) => rank(a.version) - rank(b.version))[0];
  return family && parsePlatform(`${perennial(family.name)}_${wanted.architecture}`);
}
