/** WW060-WW069: what changed since the previous release? */

import type { CodeTable } from "./code-text.ts";

export const driftCodes = {
  WW060: {
    severity: "error",
    means: "A platform or a Python of the previous release is served no more.",
    why: "Its users get the older release, or a build from source, without a word.",
    example:
      "1.4 had wheels for windows amd64, this release has none: cp311 on windows amd64 and cp312 on windows amd64",
    remedy:
      "Look for a job that did not run or whose artifacts were not collected; what was dropped on purpose belongs into the declared targets, or into Requires-Python.",
  },
  WW061: {
    severity: "warning",
    means: "A top-level module of the previous release is gone.",
    why: "Programs that import it fail as soon as they are updated.",
    example: "demo can be imported no more, in 1.4 it could",
    remedy: "Look at which packages the build back end was told to take; announce it where it is on purpose.",
  },
  WW062: {
    severity: "warning",
    means: "An entry point of the previous release is gone.",
    why: "The command or plugin of that name disappears with the update.",
    example: "the entry points console_scripts: demo of 1.4 are gone",
    remedy: "Put it back, or announce it where it is on purpose.",
  },
  WW063: {
    severity: "warning",
    means: "Requires-Python changed; in a feature release a note.",
    why: "Users of the Pythons that are shut out stay at the older release, without a word.",
    example: 'Requires-Python is ">=3.11", in 1.4 it was ">=3.9"',
    remedy: "Nothing where it is on purpose; a patch release had better not do it.",
  },
  WW064: {
    severity: "warning",
    means: "The run-time requirements changed; in a feature release a note.",
    why: "What a release requires is installed with it: a requirement that came by accident reaches everyone, one that is lost fails at import.",
    example: "it requires pytest>=8, which 1.4 did not",
    remedy:
      "Nothing where it is on purpose; else look at what the build back end takes the requirements from.",
  },
  WW065: {
    severity: "warning",
    means: "Wheels have a very different size than in the previous release.",
    why: "A part is missing or too much, such as debug information or test data.",
    example: "it has 472921 bytes, 1871443 in 1.4",
    remedy: "Compare the members of both (`unzip -l`) and find what came or went.",
  },
  WW066: {
    severity: "warning",
    means: "There is a new top-level module.",
    why: "It takes a name of its own in every environment, and may hide another project's.",
    example: "demo_tools is a new top-level module, 1.4 had none of that name",
    remedy: "Nothing where it is on purpose; else tell the build back end which packages to take.",
  },
  WW067: {
    severity: "warning",
    means: "Tests, documents or tools are installed at the top level.",
    why: "Every project that makes the same mistake writes to the same folder: they overwrite each other, and uninstalling one breaks the other.",
    example: "tests is installed at the top level, beside what other projects put there; 1.4 had none",
    remedy: "Exclude the folder from the packages of the wheel; it may stay in the sdist.",
  },
  WW068: {
    severity: "warning",
    means:
      "The sdist has a very different size than in the previous release; an error where it is more than 20 times as large.",
    why: "A build folder, an environment or data were taken along, or the sources are incomplete.",
    example:
      "it has 94371840 bytes, 31.2 times as much as the 3024000 of 1.4; its largest member is target/debug/demo with 51000000",
    remedy: "List it (`tar tvf`), and exclude what does not belong to the sources.",
  },
  WW069: {
    severity: "error",
    means: "The sdist holds what only lay about in the working folder.",
    why: "It makes every download larger, and may hold what nobody meant to publish.",
    example: "it holds a virtual environment: .venv/pyvenv.cfg and 2100 more files, 41000000 bytes",
    remedy:
      "Exclude it in the build back end's settings, and build the sdist from a clean checkout; where it is a part of the sources, turn the check down with that reason.",
  },
} as const satisfies CodeTable;
