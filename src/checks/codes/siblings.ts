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
} as const satisfies CodeTable;
