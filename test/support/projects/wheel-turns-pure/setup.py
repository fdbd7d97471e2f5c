"""An optional C extension, as many packages have it: a failed compiler is swallowed and the wheel turns out pure.

WANTS_PURE=1 makes the compiler fail; so does a machine without one.
"""

import os
import sys

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError, ExecError, PlatformError


class BuildFailed(Exception):
    pass


class optional_build_ext(build_ext):
    def run(self):
        try:
            super().run()
        except PlatformError as error:
            raise BuildFailed from error

    def build_extension(self, ext):
        try:
            super().build_extension(ext)
        except (BaseError, CCompilerError, ExecError, PlatformError, OSError) as error:
            raise BuildFailed from error


def run_setup(ext_modules):
    setup(ext_modules=ext_modules, cmdclass={"build_ext": optional_build_ext})


wants_pure = os.environ.get("WANTS_PURE") == "1"
speedups = Extension(
    "wheel_turns_pure._speedups",
    ["src/wheel_turns_pure/_speedups.c"],
    define_macros=[("WANTS_PURE", "1")] if wants_pure else [],
)

try:
    run_setup([speedups])
except BuildFailed as failure:
    print(f"WARNING: building without the C extension: {failure.__cause__}", file=sys.stderr)
    run_setup([])
