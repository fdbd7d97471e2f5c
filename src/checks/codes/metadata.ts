/** WW030-WW039: is the metadata right, for the index and for a release? */

import { classifierPage } from "../../services.ts";
import type { CodeTable } from "./code-text.ts";

export const metadataCodes = {
  WW030: {
    severity: "error",
    means: "A field of the core metadata is missing or not valid.",
    why: "The index refuses the file, and installers may refuse the release or misread what it needs.",
    example: 'Requires-Python ">=3.8.*" is not valid: ">=3.8.*" is no version specifier (PEP 440)',
    remedy: "Correct it where the build takes it from: [project] in pyproject.toml, setup.cfg or setup.py.",
  },
  WW031: {
    severity: "warning",
    means: "A field of the core metadata is taken by everyone, but does not do what it is there for.",
    why: "Users do not find what they look for, or an extra installs nothing.",
    example: 'Requires-Dist is made conditional on the extra "test", which Provides-Extra does not list',
    remedy: "Correct it where the build takes it from: [project] in pyproject.toml, setup.cfg or setup.py.",
  },
  WW032: {
    severity: "error",
    means: "Licence metadata and licence files disagree (PEP 639).",
    why: "The index refuses a file that lacks a licence which its metadata names; and users are told two things.",
    example: "License-File LICENSE is not at demo-1.0.dist-info/licenses/LICENSE",
    remedy:
      "Let the build back end write both: `license` and `license-files` of [project], and no licence classifiers beside them.",
  },
  WW033: {
    severity: "warning",
    means: "A wheel lacks a licence file that the sdist has.",
    why: "Most licences ask that their text goes along with every copy, and most copies are wheels.",
    example: "the wheel has no NOTICE, which the sdist has",
    remedy:
      "Name the file in `license-files` of [project], so that the build puts it into .dist-info/licenses.",
  },
  WW034: {
    severity: "error",
    means: "The README is missing or cannot be rendered.",
    why: "The index refuses a description that it cannot render; without one the project's page is empty.",
    example: "its README cannot be rendered: line 12: Warning: Title underline too short",
    remedy:
      "Name the file and its format as `readme` of [project]; `twine check` shows where reStructuredText is wrong.",
  },
  WW035: {
    severity: "error",
    means: "A classifier is not one that the index takes.",
    why: "The index refuses the upload of every file that has it.",
    example: '"Programming Language :: Pyhton :: 3" is no classifier',
    remedy: `Take it from the list at ${classifierPage}, letter by letter.`,
  },
  WW036: {
    severity: "warning",
    means: "The version that the package states of itself is not that of the file.",
    why: "Bug reports name the wrong version, and programs that compare versions are misled.",
    example: 'demo/__init__.py says __version__ "1.0", the file name "1.1"',
    remedy:
      "Keep the version in one place: let the build take it from the package, or the package from importlib.metadata.",
  },
  WW037: {
    severity: "error",
    means: "A wheel is for a Python that Requires-Python shuts out.",
    why: "No installer ever takes it: those users get an older release or a build from source.",
    example: "it is for CPython 3.8, but Requires-Python is >=3.9",
    remedy: "Take the target out of what is built, or widen `requires-python`.",
  },
  WW038: {
    severity: "note",
    means: "Classifiers and wheels name different Pythons.",
    why: "People read from the classifiers where the project works.",
    example: "the classifiers name Python 3.13, but there is no wheel for CPython 3.13",
    remedy: "Change the classifiers of [project], or the targets.",
  },
  WW039: {
    severity: "error",
    means: "The version is none that should be released.",
    why: "A version is used up for ever, and users get it at once; the public index refuses local versions.",
    example: "the version is 0.1.dev1+g0d1e2f3: setuptools-scm found no tag",
    remedy:
      "Fetch the whole history and its tags before the build (`fetch-depth: 0`), and build from the tagged commit.",
  },
} as const satisfies CodeTable;
