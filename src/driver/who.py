"""Who an interpreter is: `CPython 3.12.4 (linux-x86_64, glibc 2.28)`."""

from __future__ import annotations

import subprocess

# Where it is a CPython with glibc, it imports nothing that takes long: every task asks.
SCRIPT = """
import os, sys
try:
    libc = os.confstr("CS_GNU_LIBC_VERSION") if sys.implementation.name == "cpython" else None
except (AttributeError, OSError, ValueError):
    libc = None
if libc:
    free = " free-threaded" if "t" in sys.abiflags else ""
    sys.exit(print("CPython %s%s (linux-%s, %s)" % (sys.version.split()[0], free, os.uname().machine, libc)))
import platform, sysconfig
pypy = getattr(sys, "pypy_version_info", None)
version = "%d.%d.%d" % pypy[:3] + " (Python %s)" % platform.python_version() if pypy else platform.python_version()
free = " free-threaded" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
libc = ", " + " ".join(platform.libc_ver()) if platform.libc_ver()[0] else ""
if "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or ""): libc = ", musl"
print("%s %s%s (%s%s)" % (platform.python_implementation(), version, free, sysconfig.get_platform(), libc))
"""
SECONDS = 60


def who_is(python: str | None, env: dict[str, str]) -> str:
    if not python:
        return "none"
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:
        done = subprocess.run([python, "-I", "-S", "-c", SCRIPT], env=env, timeout=SECONDS, **pipes)
    except (OSError, subprocess.TimeoutExpired) as error:
        return "unknown ({})".format(error)
    text = done.stdout.decode("utf-8", "replace").strip()
    return text if done.returncode == 0 and text else "unknown (exit status {})".format(done.returncode)
