/** WW050-WW059: does one artifact stand out among its siblings? */

import type { CodeTable } from "./code-text.ts";

export const siblingCodes = {
  WW050: {
    severity: "error",
    means: "A wheel lacks a file that its siblings in both directions have.",
    why: "What the project does on the other platforms and Pythons it cannot do on this one, and its users see it only when they run it.",
    example:
      "it lacks demo/bin/tool, which the wheels of the same Python on macos arm64, manylinux x86_64 and windows amd64 and the same platform for cp311 and cp313 have",
    remedy:
      "Look for a failed or skipped step in the log of its build, and build it again; where the file is left out on purpose, turn the check down with that reason.",
  },
  WW051: {
    severity: "warning",
    means: "A wheel lacks a file that wheels much like it have.",
    why: "It may be the accident of one build, or a part that this platform does not have.",
    example: "it lacks demo/data.bin, which the wheels of the same platform for cp311, cp312 and cp313 have",
    remedy:
      "Look at the log of its build; where the file is left out on purpose, turn the check down with that reason.",
  },
  WW052: {
    severity: "warning",
    means: "A wheel has a file that none of its siblings has.",
    why: "A build that did not begin in a clean folder takes along what lay there.",
    example: "it has demo/core.1234, which none of the 9 wheels of the same Python or platform has",
    remedy: "Build it again from the sdist, in an empty folder.",
  },
  WW053: {
    severity: "warning",
    means: "A wheel is much smaller or larger than its siblings for the same platform.",
    why: "A part is missing that has no file of its own (an extension built without an option), or debug information was left in.",
    example: "it has 472921 bytes, the other 4 wheels for the same platform have 1871746 (median)",
    remedy:
      "Compare its members with those of a sibling (`unzip -l`), and look at the log of its build for what was skipped or not stripped.",
  },
  WW054: {
    severity: "warning",
    means: "A wheel declares something else than its siblings.",
    why: "Resolvers read the metadata of one wheel and take them for those of the release, so that other users get other requirements than were tested.",
    example:
      'its Requires-Python says ">=3.9", not ">=3.10" as 26 of its siblings (so do 2 more: cp312-cp312-win_amd64 and cp313-cp313-win_amd64)',
    remedy:
      "Build all wheels from the same sdist with the same build requirements; say what differs between platforms with an environment marker.",
  },
  WW055: {
    severity: "warning",
    means: "The matrix of wheels has a hole.",
    why: "Users of that Python and platform get an older release, or a build from source, without a word.",
    example: "there is no wheel for cp312 on manylinux aarch64, but cp311 and cp313 have one",
    remedy:
      "Look at the log of its build; declare the targets of the project, so that a missing one is an error and one that was left out on purpose is none.",
  },
} as const satisfies CodeTable;
