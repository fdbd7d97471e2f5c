/** WW001-WW009: is the set the one that was promised? */

import type { CodeTable } from "./code-text.ts";

export const contractCodes = {
  WW001: {
    severity: "error",
    means: "An artifact of the contract is missing.",
    why: "Users of that platform or Python get an older release, or a build from source, without a word.",
    example: "the wheel for cp312-manylinux_2_28_aarch64 is missing: 26 of 27 promised wheels are there",
    remedy:
      "Build it again and look at the log of its build; or take the target out of what the project promises.",
  },
  WW002: {
    severity: "error",
    means: "An artifact is there that nobody asked for.",
    why: "What is published cannot be taken back: a stray wheel is what some users will get.",
    example: "nothing in the contract asks for it: 27 wheels were promised, 28 are there",
    remedy: "Take it out of the folder, or add its target to what the project promises.",
  },
  WW003: {
    severity: "error",
    means: "A wheel is for another platform or Python than its target.",
    why: "Those for whom the target was meant cannot install it.",
    example: "it is for cp314t, but cp314 was asked for",
    remedy: "Look at which interpreter the build used, and build it again.",
  },
  WW004: {
    severity: "error",
    means: "A wheel needs a newer platform policy than asked for.",
    why: "Systems that the project promises to support cannot install it.",
    example: "it needs manylinux_2_34, asked for was manylinux_2_28",
    remedy: "Build it in an image of the policy that was asked for, or ask for the newer one.",
  },
  WW005: {
    severity: "error",
    means: "A wheel is pure where one with machine code was expected.",
    why: "Many builds go on without their extension, and succeed, when the compiler fails.",
    example: "cp312 on musllinux_1_2_x86_64 has only a pure wheel, but its siblings hold machine code",
    remedy: "Look for a failed compilation in the log of its build.",
  },
  WW006: {
    severity: "error",
    means: "An artifact has another name or version than its siblings.",
    why: "It belongs to another release: users would get a mixture.",
    example: "it is demo 1.0, its siblings are demo 1.1",
    remedy: "Build all artifacts from the same sdist, in an empty folder.",
  },
  WW007: {
    severity: "error",
    means: "A wheel is of another kind than the lock says.",
    why: "The plan was made for that kind: a wheel of another one serves other Pythons than promised.",
    example: "it is built for one version of Python, the lock says abi3",
    remedy: "Run `wheelway lock --refresh-facts` where the project really changed; else look at its build.",
  },
  WW008: {
    severity: "error",
    means: "A file name is no name of a wheel or an sdist.",
    why: "The index refuses it, and installers do not see it.",
    example: "its name has 3 parts, not 5 or 6",
    remedy: "Rename nothing by hand: build it again.",
  },
  WW009: {
    severity: "error",
    means: "A file is not the one that the manifest beside it names.",
    why: "What was tested and approved is the manifest's set: this file was put there, or changed, afterwards.",
    example: "its SHA-256 is 9f86d081884c…, manifest.json names 60303ae22b99…",
    remedy: "Build the release again, or take the file from where it was built; change no artifact by hand.",
  },
} as const satisfies CodeTable;
