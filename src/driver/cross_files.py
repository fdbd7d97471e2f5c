"""What build systems read of a cross build: meson's cross file, CMake's toolchain file, a Python that names the target."""

import pathlib

MESON = """\
[binaries]
c = '{bin}/cc'
cpp = '{bin}/c++'
ar = '{bin}/ar'
ranlib = '{bin}/ranlib'
strip = '{bin}/strip'
pkg-config = 'pkg-config'

[properties]
needs_exe_wrapper = {foreign}
pkg_config_libdir = '{pkgconfig}'
{long_double}
[host_machine]
system = 'linux'
cpu_family = '{architecture}'
cpu = '{architecture}'
endian = 'little'
"""

# What meson cannot find out without running a program of the target.
LONG_DOUBLE = {
    "aarch64": "longdouble_format = 'IEEE_QUAD_LE'\n",
    "x86_64": "longdouble_format = 'INTEL_EXTENDED_16_BYTES_LE'\n",
}

CMAKE = """\
{system}set(CMAKE_C_COMPILER "{bin}/cc")
set(CMAKE_CXX_COMPILER "{bin}/c++")
set(CMAKE_AR "{bin}/ar" CACHE FILEPATH "")
set(CMAKE_RANLIB "{bin}/ranlib" CACHE FILEPATH "")
set(CMAKE_STRIP "{bin}/strip" CACHE FILEPATH "")
set(CMAKE_FIND_ROOT_PATH "{target}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
"""

# FindPython asks its interpreter through the emulator, or not at all (policy CMP0190).
CMAKE_SYSTEM = """\
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR {architecture})
set(CMAKE_CROSSCOMPILING_EMULATOR "{bin}/run")
"""

# The build's interpreter is of this machine; what the build has compiled is not.
RUN = """#!/bin/sh
case ${{1##*/}} in
  python*) exec "$@" ;;
esac
echo "cross-compiling: $1 is a program for {architecture}, which does not run here" >&2
exit 126
"""

# What setup scripts ask to choose sources and flags. `python -I` does not read it, so that uv sees the machine itself.
SITE = """\
import os, platform

_uname = platform.uname()._replace(machine={machine!r})
platform.machine = lambda: {machine!r}
platform.processor = lambda: ""
platform.uname = lambda: _uname
_os_uname = os.uname
os.uname = lambda: os.uname_result((*_os_uname()[:4], {machine!r}))
"""


def write(options, target: "pathlib.Path", to: "pathlib.Path", foreign: bool) -> None:
    """`foreign`: this machine does not run the target's programs."""
    values = {
        "bin": to / "bin",
        "target": target,
        "architecture": options.architecture,
        "foreign": "true" if foreign else "false",
        "pkgconfig": to / "pkgconfig",
        "long_double": LONG_DOUBLE.get(options.architecture, ""),
        "system": CMAKE_SYSTEM.format(architecture=options.architecture, bin=to / "bin") if foreign else "",
    }
    (to / "pkgconfig").mkdir(parents=True, exist_ok=True)
    (to / "meson.ini").write_text(MESON.format(**values), encoding="utf-8")
    (to / "toolchain.cmake").write_text(CMAKE.format(**values), encoding="utf-8")
    run = to / "bin" / "run"
    run.write_text(RUN.format(architecture=options.architecture), encoding="utf-8")
    run.chmod(0o755)
    site = to / "site"
    site.mkdir(parents=True, exist_ok=True)
    if foreign:
        (site / "sitecustomize.py").write_text(SITE.format(machine=options.architecture), encoding="utf-8")
