/** WW040-WW049: is the machine code what the tags say? */

import type { CodeTable } from "./code-text.ts";

export const machineCodes = {
  WW040: {
    severity: "error",
    means: "Machine code is for another architecture or system than the platform tag.",
    why: "Installers choose a wheel by its tag alone: the import fails on every machine that gets it.",
    example: "demo/_speed.abi3.so is for aarch64, the tag manylinux_2_17_x86_64 promises x86_64",
    remedy:
      "Look at which compiler and target the build used; a wheel that was renamed must get the tags it was built for.",
  },
  WW041: {
    severity: "error",
    means: "An extension module is built for another Python than the tags.",
    why: "The interpreters that install the wheel do not look for a file of that name, or cannot load it: the import fails.",
    example:
      "module demo._speed is there as _speed.cpython-311-x86_64-linux-gnu.so only, which cp312 does not look for",
    remedy:
      "Build the wheel with the Python of its tag, from a clean tree: stale files of an older build are often the cause.",
  },
  WW042: {
    severity: "warning",
    means: "An extension module has no start function of its own name.",
    why: "Python looks for `PyInit_` and the name of the file: a renamed extension cannot be imported.",
    example: "demo/_fast.abi3.so defines PyInit__speed, not PyInit__fast",
    remedy:
      "Give the extension the same name in its source (the macro or attribute of the module) and in the build.",
  },
  WW043: {
    severity: "error",
    means: "Machine code needs a newer system than the platform tag.",
    why: "Systems that the tag names install the wheel, and the import fails there.",
    example:
      "demo/_speed.so needs GLIBC_2.34 of libc.so.6, the tag manylinux_2_17_x86_64 promises glibc 2.17",
    remedy:
      "Build in an image of the policy (or with the deployment target) that the tag names, or let the repair tool give the tag that fits.",
  },
  WW044: {
    severity: "error",
    means: "Machine code is for another libc than the platform tag.",
    why: "glibc and musl do not load each other's libraries: the import fails on every system that gets the wheel.",
    example: "demo/_speed.so needs libc.so.6 of glibc, the tag musllinux_1_2_x86_64 promises musl",
    remedy: "Build musllinux wheels in a musllinux image, manylinux wheels in a manylinux image.",
  },
  WW045: {
    severity: "error",
    means: "A library is needed that is neither in the wheel nor on every system.",
    why: "The wheel works where the library happens to be installed, as on the machine that built it, and fails elsewhere.",
    example:
      "demo/_speed.so needs libfoo.so.1, which the wheel does not bring and the list of manylinux_2_17_x86_64 does not have",
    remedy:
      "Let auditwheel, delocate or delvewheel bundle it, or link it statically; where another package brings it on purpose, turn the check down with that reason.",
  },
  WW046: {
    severity: "warning",
    means: "A library search path leads out of the wheel.",
    why: "The loader looks there first: a folder of the build machine is somebody else's folder on another one.",
    example: "demo/_speed.so looks for its libraries in /opt/build/lib",
    remedy:
      "Link without that RPATH, or make it relative ($ORIGIN, @loader_path); auditwheel and delocate do so.",
  },
  WW047: {
    severity: "error",
    means: "Machine code needs instructions that not every processor of the tag has.",
    why: "The tag x86_64 promises the baseline of 2003: newer instructions end the process on older processors.",
    example: "demo/_speed.so needs x86-64-v3",
    remedy: "Build without -march=native or -march=x86-64-v3; choose faster code while it runs.",
  },
  WW048: {
    severity: "error",
    means: "A wheel tagged abi3 uses more than the stable ABI of its oldest Python.",
    why: "The symbol may be missing or may change in another version: the import fails there, or worse.",
    example:
      "demo/_speed.abi3.so uses PyUnicode_AsUTF8AndSize, which the stable ABI has since 3.10, the tag says cp38",
    remedy:
      "Define Py_LIMITED_API as the oldest version of the tag, or raise the tag to the version that is needed.",
  },
  WW049: {
    severity: "warning",
    means: "Machine code cannot be read to its end.",
    why: "A loader refuses a file that is cut; what the other checks say of this one is not complete.",
    example: "demo/_speed.so: the dynamic section cannot be read: offset 8192 is outside of its 4096 bytes",
    remedy: "Build it again; look at what rewrote the file after it was linked (strip, patchelf).",
  },
} as const satisfies CodeTable;
