/** WW070-WW079: secrets and leftovers of the machine it was built on. */

import type { CodeTable } from "./code-text.ts";

export const leftoverCodes = {
  WW070: {
    severity: "error",
    means: "A member holds a secret.",
    why: "Published files are read by machines that look for secrets within minutes, and stay in mirrors for ever.",
    example: "demo/settings.py holds a GitHub token (line 12)",
    remedy:
      "Revoke the secret now, whether or not this file was published; then take it out of the sources and build again.",
  },
  WW071: {
    severity: "warning",
    means: "Tests, examples or documentation hold private keys or tokens.",
    why: "Most are made for the tests; one that is real is as public as any other.",
    example:
      "5 members of its tests or documentation hold private keys or tokens, the first is tests/server.key",
    remedy:
      "See that each was made for the tests and opens nothing; make such keys when the tests run, or leave them out of the artifact.",
  },
  WW072: {
    severity: "warning",
    means: "A member holds what may be a secret, or may be public on purpose.",
    why: "Keys of browsers and apps, signed links and expired tokens have the same shape as those that open something.",
    example: "demo/client.py holds a Google API key (line 3)",
    remedy:
      "See what it opens: restrict or revoke it, take it out, or turn the check down with the reason why it may be public.",
  },
  WW073: {
    severity: "error",
    means: "A file is there in which programs keep credentials.",
    why: "It came from the folder or the home of the person who built it, and what is in it opens their accounts.",
    example: ".pypirc is where upload tools keep passwords and tokens of package indexes",
    remedy:
      "Revoke what is in it, take it out of the folder (or of what the build back end includes), and build again.",
  },
  WW074: {
    severity: "warning",
    means: "Files of an operating system, an editor or a crashed program lie about in the artifact.",
    why: "They tell of the machine it was built on, sometimes with old content, and are of no use to users.",
    example: "it holds files of the system or an editor, the first is demo/.DS_Store",
    remedy: "Delete them and build again from a clean checkout; exclude them in the build back end.",
  },
  WW075: {
    severity: "warning",
    means: "Members name the folder that they were built in.",
    why: "A home folder tells the name of a person; tracebacks and debuggers show paths that no user has.",
    example: "2 members name the home folder of a person, the first is demo/_fast.so",
    remedy:
      "Build in a container or a neutral folder, or let the compiler rewrite paths (`-ffile-prefix-map`, `--remap-path-prefix`).",
  },
  WW076: {
    severity: "warning",
    means: "A large part of a wheel is test data.",
    why: "Everyone who installs it downloads and stores data that only the project's own tests read.",
    example: "12.4 MB of its 15.0 MB are tests and their data, mostly in demo/tests",
    remedy: "Leave tests out of the wheel (they may stay in the sdist), or fetch their data when they run.",
  },
} as const satisfies CodeTable;
