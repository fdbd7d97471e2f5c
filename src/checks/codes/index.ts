/** WW080-WW084: would the index take it? */

import type { CodeTable } from "./code-text.ts";

export const indexCodes = {
  WW080: {
    severity: "error",
    means: "A file is larger than the public index takes.",
    why: "The upload of this one file is refused, and the release is out without it.",
    example: "it has 131.2 MiB, the index takes 100 MiB",
    remedy:
      "Strip debug information and leave out test data; or ask for a higher limit on the project's page of the index (Settings, or an issue at pypi/support), before the release.",
  },
  WW081: {
    severity: "error",
    means: "The project would take more room than the public index gives it.",
    why: "Uploads are refused from the file on that passes the limit: half a release is out.",
    example: "with these files the project has 10.3 GiB on pypi, which gives a project 10 GiB",
    remedy:
      "Ask for a higher limit at pypi/support before the release, or delete old pre-releases in the project's settings.",
  },
  WW082: {
    severity: "error",
    means: "The index has a file of this name already.",
    why: "A name can be used once, for ever: other bytes under it are refused, even after the old file is deleted.",
    example: "pypi has other bytes under this name, uploaded on 2026-10-02",
    remedy: "Release it under a new version, or with a build number where only this wheel was wrong.",
  },
  WW083: {
    severity: "error",
    means: "Two files of the set are one to an index or to installers.",
    why: "The index refuses the second, or installers choose between the two as they like.",
    example: "it has the tags and version of Demo-1.0-py3-none-any.whl beside it, spelled otherwise",
    remedy: "Take one of them out; build each release in an empty folder.",
  },
  WW084: {
    severity: "error",
    means: "The version takes no new files, or is not what users will get.",
    why: "A release that is closed, yanked or half there reaches nobody, or mixes with what was uploaded before.",
    example: "1.0 is closed on pypi: its first file is of 2026-01-02, and new files are taken for 14 days",
    remedy: "Release the files under a new version.",
  },
} as const satisfies CodeTable;
