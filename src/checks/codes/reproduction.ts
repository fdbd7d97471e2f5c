/** WW085-WW089: does a second build give the same bytes? */

import type { CodeTable } from "./code-text.ts";

export const reproductionCodes = {
  WW085: {
    severity: "error",
    means: "A second build gives other bytes.",
    why: "Nobody can prove that the artifact comes from its source, and every build publishes something new.",
    example:
      "a second build differs in the content of demo/_build.py, from byte 17 on: it differs with the umask",
    remedy: "Take what differs out of the build, or derive it from the source and SOURCE_DATE_EPOCH.",
  },
  WW086: {
    severity: "error",
    means: "A second build failed, in surroundings that should not matter.",
    why: "The project builds only where it was built: for others, and for you on another day, it may not.",
    example: "a second build failed in other surroundings: build wheel: it ended with status 1",
    remedy:
      "Look at the log of the second build: it ran at another path, with another umask, locale and time zone.",
  },
  WW087: {
    severity: "note",
    means: "Something could not be varied, so nothing is proved of it.",
    why: "Two equal builds prove only that what was varied between them does not matter.",
    example: "equal in two builds, but these were the same in both: host name",
    remedy: "Nothing has to be done; another system or more privileges would prove more.",
  },
} as const satisfies CodeTable;
