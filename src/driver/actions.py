"""What the driver does itself, the same on every system (DriverAction in src/plan/task.ts)."""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import signal
import stat
import time
from typing import Any, Callable
from urllib.parse import urlsplit

from diagnosis import Failure, without_user
from environment import fill
from processes import TimedOut

# What few tasks do is imported where it is done: every task starts this program.

ATTEMPTS = 4
# Seconds without a byte before a download is given up.
SILENCE = 60


class Actions:
    """The actions of one task. `env` is what the running command has; `say` writes a line into the log; `disturb` gets
    each source that is put down."""

    def __init__(self, paths: dict[str, str], say: Callable[[str], None], disturb: Callable[[str], None]) -> None:
        self._paths = paths
        self._say = say
        self._disturb = disturb

    def perform(self, action: dict[str, Any], network: str, env: dict[str, str], deadline: float) -> None:
        """Raises Failure, OSError, or TimedOut."""
        do = {
            "unpack-sdist": self._unpack,
            "copy": self._copy,
            "normalize": self._normalize,
            "collect": self._collect,
            "write": self._write,
            "fetch": lambda action: self._fetch(action, network, env),
        }[action["do"]]
        with Alarm(deadline):
            do(action)

    def _path(self, text: str) -> str:
        return os.path.normpath(fill(text, self._paths))

    def _matches(self, pattern: str) -> list[str]:
        # Folders may have brackets in their names: only what the task itself wrote is a pattern.
        return sorted(glob.glob(fill(pattern, self._paths, glob.escape), recursive=True))

    def _unpack(self, action: dict[str, Any]) -> None:
        pattern = action["archive"]
        folder = self._path(pattern)
        found = self._matches(pattern + "/*") if os.path.isdir(folder) else self._matches(pattern)
        if len(found) != 1:
            names = [os.path.basename(path) for path in found]
            raise Failure("missing-output", "{} archives match {}, not one: {}".format(len(found), pattern, names))
        from archives import unpack

        unpack(found[0], self._path(action["to"]))
        self._disturb(self._path(action["to"]))

    def _copy(self, action: dict[str, Any]) -> None:
        source, target = self._path(action["from"]), self._path(action["to"])
        if "paths" not in action:
            copy_tree(source, target, self._say)
            self._disturb(target)
            return
        for name in action["paths"]:
            relative = os.path.normpath(fill(name, self._paths))
            if os.path.isabs(relative) or relative.split(os.sep)[0] == os.pardir:
                raise Failure("exit", "{} leads out of {}".format(name, action["from"]))
            copy_tree(os.path.join(source, relative), os.path.join(target, relative), self._say)

    def _normalize(self, action: dict[str, Any]) -> None:
        from normalizing import normalize

        for path in self._matches(action["glob"]):
            normalize(path, action["epoch"], self._paths["work"])

    def _collect(self, action: dict[str, Any]) -> None:
        found = self._matches(action["glob"])
        if len(found) != action["count"]:
            names = ", ".join(os.path.basename(path) for path in found) or "none"
            wanted = "expected {} of {}".format(action["count"], action["glob"])
            raise Failure("missing-output", "{}, found {}: {}".format(wanted, len(found), names))
        target = self._path(action["to"])
        os.makedirs(target, exist_ok=True)
        for path in found:
            shutil.move(path, os.path.join(target, os.path.basename(path)))

    def _write(self, action: dict[str, Any]) -> None:
        """The text is written as it is: braces in it are its own."""
        target = self._path(action["to"])
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8", newline="") as file:
            file.write(action["text"])

    def _fetch(self, action: dict[str, Any], network: str, env: dict[str, str]) -> None:
        import urllib.error

        url, target = fill(action["url"], self._paths), self._path(action["to"])
        shown = without_user(url)
        if urlsplit(url).scheme not in ("http", "https"):
            raise Failure("exit", "{}: only http and https are fetched".format(shown))
        if network == "none":
            raise Failure("network", "it may not fetch without the network", [shown])
        os.makedirs(os.path.dirname(target), exist_ok=True)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                found = download(url, target, env)
                break
            except (OSError, ValueError) as error:
                # HTTP says what is wrong; only its own troubles (5xx, 429) and the network's are worth another try.
                final = isinstance(error, urllib.error.HTTPError) and error.code < 500 and error.code != 429
                if getattr(error, "errno", None) and not isinstance(error, (urllib.error.URLError, ConnectionError)):
                    raise
                if attempt == ATTEMPTS or final:
                    raise Failure("index", "{}: {}".format(shown, error), [shown]) from None
                self._say("{}: {}; trying again".format(shown, error))
                time.sleep(2 ** (attempt - 1))
        if found != action["sha256"].lower():
            os.remove(target)
            raise Failure("exit", "{}: its SHA-256 is {}, not {}".format(shown, found, action["sha256"]))


def download(url: str, target: str, env: dict[str, str]) -> str:
    """SHA-256 of what was fetched. Proxies and certificates are those of `env`."""
    import urllib.request

    with urllib.request.urlopen(url, timeout=SILENCE, context=tls(env) if url.startswith("https:") else None) as answer:
        digest = hashlib.sha256()
        with open(target, "wb") as file:
            for chunk in iter(lambda: answer.read(1024 * 1024), b""):
                digest.update(chunk)
                file.write(chunk)
        return digest.hexdigest()


def tls(env: dict[str, str]) -> Any:
    import ssl

    return ssl.create_default_context(cafile=env.get("SSL_CERT_FILE"), capath=env.get("SSL_CERT_DIR"))


def copy_tree(source: str, target: str, say: Callable[[str], None]) -> None:
    """Modes, times and symbolic links are kept; sockets and pipes are left out, and named."""
    if not os.path.isdir(source) or os.path.islink(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy2(source, target, follow_symlinks=False)
        return

    def special(folder: str, names: list[str]) -> list[str]:
        kinds = (stat.S_ISREG, stat.S_ISDIR, stat.S_ISLNK)
        left = []
        for name in names:
            mode = os.lstat(os.path.join(folder, name)).st_mode
            if not any(kind(mode) for kind in kinds):
                say("left out, neither file, folder nor link: {}".format(os.path.join(folder, name)))
                left.append(name)
        return left

    shutil.copytree(source, target, symlinks=True, ignore=special, dirs_exist_ok=True)


class Alarm:
    """Raises TimedOut at the deadline, where the system has an alarm clock."""

    def __init__(self, deadline: float) -> None:
        self._left = max(deadline - time.monotonic(), 0.001)

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self._left)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _ring(self, *_: object) -> None:
        raise TimedOut
