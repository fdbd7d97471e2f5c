"""Changes on purpose what should not matter to a build (`again.vary` of a task), and says what a task really ran in."""

from __future__ import annotations

import glob
import locale
import os
import shutil
import socket
import sys
import time
from typing import Any

# No build needs what it did not write itself to be readable for others.
OTHER_UMASK = 0o077
HASH_SEED = "4242"
HOST_NAME = "another-host"
# More than the one core that they share, so that they end in another order.
OTHER_JOBS = "3"
# Turkish first: its upper and lower case differ from those of most languages.
LOCALES = ("tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "en_US.UTF-8", "C")
# Seconds that the times of the source's files go back; never before 1980, which zip archives cannot tell.
OLDER = 100_000
OLDEST = 315_619_200
CLONE_NEWUTS = 0x04000000
SHIM = "wheelway_file_order.py"


class Variation:
    """The surroundings of one task; an empty list changes nothing."""

    def __init__(self, vary: list[str], paths: dict[str, str]) -> None:
        self._vary = frozenset(vary)
        self._paths = paths
        self._reversed = False
        self._started = time.time()
        if "umask" in self._vary:
            os.umask(OTHER_UMASK)
        if "cpus" in self._vary and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        if "host-name" in self._vary:
            rename_host()
        if "file-order" in self._vary and "env" in paths:
            self._reversed = install_shim(paths["env"])

    def jobs(self, given: str) -> str:
        """How many jobs the build may start at once."""
        return OTHER_JOBS if "cpus" in self._vary else given

    def env(self) -> dict[str, str]:
        """Takes the place of what every command has otherwise."""
        env = {}
        if "time-zone" in self._vary:
            env["TZ"] = far_zone(time.gmtime(self._started).tm_hour)
        if "locale" in self._vary:
            env["LANG"] = env["LC_ALL"] = other_locale()
        if "hash-seed" in self._vary:
            env["PYTHONHASHSEED"] = HASH_SEED
        return env

    def disturb(self, source: str) -> None:
        """Other modes, times and folder entries of a source that was just copied or unpacked."""
        if not self._vary & {"umask", "file-order", "file-times"}:
            return
        for folder, names, files in os.walk(source):
            if "file-order" in self._vary:
                enter_again(folder, sorted(names + files, reverse=True))
            # The history is no part of what is built, and git keeps book of its files.
            names[:] = [name for name in names if name != ".git"]
            for path in [os.path.join(folder, name) for name in files] + [folder]:
                if not os.path.islink(path):
                    self._disturb_one(path)

    def _disturb_one(self, path: str) -> None:
        status = os.stat(path)
        if "umask" in self._vary:
            os.chmod(path, status.st_mode & 0o777 & ~OTHER_UMASK)
        if "file-times" in self._vary:
            earlier = max(status.st_mtime - OLDER, min(status.st_mtime, OLDEST))
            os.utime(path, (earlier, earlier))

    def facts(self, env: dict[str, str], jobs: str) -> dict[str, Any]:
        """What the commands saw. `env` is theirs, and so many jobs they could start."""
        umask = os.umask(0o022)
        os.umask(umask)
        cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return {
            "path": self._paths["work"],
            "umask": "{:04o}".format(umask),
            "time-zone": env.get("TZ", ""),
            "locale": env.get("LC_ALL", ""),
            "hash-seed": env.get("PYTHONHASHSEED", ""),
            "file-order": "reversed" if self._reversed else "as on the disk",
            "file-times": "-{} s".format(OLDER) if "file-times" in self._vary else "as they are",
            "cache": self._paths.get("cache-uv", ""),
            "cpus": "{} for {} jobs".format(cpus, jobs),
            "host-name": socket.gethostname(),
            "started": int(self._started),
        }


def far_zone(hour: int) -> str:
    """A zone (POSIX: the sign is the other way round) in which it is another day than in UTC, at this hour of UTC."""
    return "WWY+11" if hour < 11 else "WWY-14"


def other_locale() -> str:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in LOCALES:
            try:
                locale.setlocale(locale.LC_CTYPE, name)
                return name
            except locale.Error:
                continue
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def rename_host() -> None:
    """In a name space of this process alone, which takes a privilege; without it the name stays, and `facts` says so."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUTS) == 0:
            socket.sethostname(HOST_NAME)
    except (ImportError, AttributeError, OSError):
        return


def enter_again(folder: str, names: list[str]) -> None:
    """Some file systems list a folder in the order in which its entries were made."""
    aside = os.path.join(folder, ".wheelway-aside")
    for name in names:
        path = os.path.join(folder, name)
        os.rename(path, aside)
        os.rename(aside, path)


def install_shim(env: str) -> bool:
    """Makes the Pythons of a virtual environment list folders backwards: others file systems list in other orders."""
    shim = os.path.join(os.path.dirname(os.path.abspath(__file__)), "file_order.py")
    folders = glob.glob(os.path.join(glob.escape(env), "[Ll]ib*", "*", "site-packages"))
    folders += glob.glob(os.path.join(glob.escape(env), "[Ll]ib", "site-packages"))
    for folder in folders:
        shutil.copyfile(shim, os.path.join(folder, SHIM))
        with open(os.path.join(folder, "wheelway_file_order.pth"), "w", encoding="ascii") as file:
            file.write("import {}\n".format(SHIM[: -len(".py")]))
    return bool(folders)
