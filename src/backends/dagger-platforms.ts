/** The engine's names of platforms (`linux/arm64`), which of them are emulated on which, and what an engine can make. */

import type { CanMake } from "../config/select.ts";
import { knownInterpreters } from "../config/python-releases.ts";
import { images } from "../services.ts";
import { parsePlatform, type Platform } from "../tags/platform.ts";

/** Engine's architecture -> the kernel's name of it, which image names hold. */
const names: Readonly<Record<string, string>> = {
  amd64: "x86_64",
  arm64: "aarch64",
  "386": "i686",
  "arm/v7": "armv7l",
};

/** `linux/amd64` -> `x86_64`. */
export function machineName(platform: string): string {
  const architecture = platform.replace(/^linux\//, "");
  return names[architecture] ?? architecture;
}

/** 32-bit programs run on their 64-bit sibling by the kernel itself. */
const family: Readonly<Record<string, string>> = { i686: "x86_64", armv7l: "aarch64" };

export function isEmulated(platform: string, native: string): boolean {
  const [image, engine] = [machineName(platform), machineName(native)];
  return image !== engine && family[image] !== engine;
}

/**
 * References that may be this image for the engine's own architecture, likeliest first: the sibling that is named after
 * it, and the image itself, which may be made for several.
 */
export function nativeSiblings(image: string, platform: string, native: string): string[] {
  const withoutDigest = image.split("@")[0] ?? image;
  const foreign = machineName(platform);
  const at = withoutDigest.lastIndexOf(foreign);
  if (at < 0) return [image];
  const sibling = withoutDigest.slice(0, at) + machineName(native) + withoutDigest.slice(at + foreign.length);
  return [sibling, image];
}

/** The policies of wheels that are made unless a project says otherwise. */
const usual = ["manylinux_2_28", "musllinux_1_2"];

function machineOf(native: string): Pick<CanMake, "machine"> {
  const machine = parsePlatform(`linux_${machineName(native)}`)?.architecture;
  return machine === undefined ? {} : { machine };
}

/**
 * Every libc and architecture that there are images for; whether an image can be had, holds an interpreter and runs is
 * found out by `supports`. What is emulated is made only where a project names it: it takes many times as long.
 */
export function whatEnginesMake(native: string): CanMake {
  const platformsOf = ({ name, architectures }: { name: string; architectures: readonly string[] }) =>
    architectures.flatMap((architecture) => parsePlatform(`${name}_${architecture}`) ?? []);
  const isNative = ({ architecture }: Platform) => architecture === machineName(native);
  return {
    interpreters: knownInterpreters,
    ...machineOf(native),
    platforms: images.families.flatMap(platformsOf),
    byDefault: images.families
      .filter(({ name }) => usual.includes(name))
      .flatMap(platformsOf)
      .filter(isNative),
  };
}
