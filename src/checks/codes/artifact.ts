/** WW010-WW015: do the parts of one artifact agree with each other? */

import type { CodeTable } from "./code-text.ts";

export const artifactCodes = {
  WW010: {
    severity: "warning",
    means: "The tags of the file name and of the WHEEL file disagree.",
    why: "Installers go by the file name; tools that unpack and repack go by WHEEL.",
    example: "its WHEEL file lacks cp312-cp312-manylinux_2_17_x86_64, which the file name has",
    remedy: "Rename no wheels by hand; `wheel tags` and the repair tools change both.",
  },
  WW011: {
    severity: "error",
    means: "RECORD and the content of the wheel disagree.",
    why: "The index refuses such a wheel, and uninstalling leaves files behind.",
    example: "RECORD does not fit its content: demo/_speed.so has another hash",
    remedy:
      "Something changed the wheel after it was built: repack it with `wheel pack`, which writes RECORD anew.",
  },
  WW012: {
    severity: "error",
    means: "File name and metadata disagree about name or version.",
    why: "The index refuses such a file, and installers reject it.",
    example: 'METADATA says version "1.1", the file name "1.0"',
    remedy: "Build it again from one source; rename no files by hand.",
  },
  WW013: {
    severity: "error",
    means: "A pure wheel holds machine code.",
    why: "It installs everywhere and fails everywhere but on one platform.",
    example: "it is tagged for every platform, but demo/_speed.so is machine code (elf)",
    remedy:
      "Let the build back end know of the extensions, so that it gives a platform tag; or leave the file out.",
  },
  WW014: {
    severity: "warning",
    means: "A platform wheel holds no machine code.",
    why: "Either its compilation failed in silence, or one py3-none-any wheel would do.",
    example: "it is tagged for manylinux_2_17_x86_64, but holds no machine code",
    remedy: "Look for a failed or skipped compilation in the log of its build.",
  },
  WW015: {
    severity: "error",
    means: "A wheel is pure although its project has extensions to compile.",
    why: "Many builds go on without their extension, and succeed, when the compiler fails.",
    example: "it is pure, but the sdist has src/_speed.c to compile",
    remedy:
      "Look for the compiler's error in the log; where the wheel is pure on purpose, turn the check down with that reason.",
  },
} as const satisfies CodeTable;
