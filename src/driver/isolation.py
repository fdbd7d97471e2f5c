"""Finds out once, before anything runs, whether commands can be cut off from the network here, and how."""

from __future__ import annotations

import os
import subprocess
import sys

import sandbox
from unix_connections import UnixConnections

MACOS = ["/usr/bin/sandbox-exec", "-p", "(version 1)(allow default)(deny network*)"]
# Prints "ready" where no socket can be connected; the port is that of no service, and refused where it is not shut.
MACOS_PROBE = [
    "import errno, socket, sys",
    "code = socket.socket().connect_ex(('127.0.0.1', 9))",
    "print('ready' if code in (errno.EPERM, errno.EACCES) else 'a socket could be connected')",
]


class Isolation:
    """How to start commands; `problem` says why the network stays open where it cannot be shut."""

    def __init__(self, python: list[str], wanted: bool) -> None:
        self._python = python
        self.problem = self._find_problem() if wanted else None

    def connections(self, network: str, folder: str) -> UnixConnections | None:
        """Who connects the command to unix sockets below `folder`; None where it needs nobody for that."""
        shut = network == "none" and self.problem is None
        return UnixConnections(folder) if shut and sys.platform == "linux" else None

    def argv(
        self, argv: list[str], network: str, memory: int, connections: UnixConnections | None = None
    ) -> list[str]:
        """The command with its sandbox before it; `memory` in bytes, 0 for no limit."""
        if os.name == "nt":
            return argv
        shut = network == "none" and self.problem is None
        if sys.platform == "darwin" and shut:
            argv, shut = [*MACOS, *argv], False
        return [*self._sandbox("none" if shut else "index", memory, connections), *argv]

    def _sandbox(self, network: str, memory: int, connections: UnixConnections | None = None) -> list[str]:
        descriptor = connections.child_end.fileno() if connections else -1
        words = map(str, (memory, os.getpid(), descriptor))
        return [*self._python, os.path.abspath(sandbox.__file__), network, *words]

    def _find_problem(self) -> str | None:
        if sys.platform == "linux":
            return probe_here()
        if sys.platform == "darwin" and os.path.exists(MACOS[0]):
            return probe([*MACOS, *self._python, "-c", "\n".join(MACOS_PROBE)])
        return "{} has no way to shut the network for one process".format(sys.platform)


def probe_here() -> str | None:
    """In a copy of this process, since a filter is never taken off again."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            sandbox.shut_network()
        except sandbox.CannotIsolate as problem:
            os.write(target, str(problem).encode()[:1024])
        except BaseException as error:
            os.write(target, "the probe failed: {}".format(error).encode()[:1024])
        finally:
            os._exit(0)
    os.close(target)
    with open(source, "rb") as answer:
        said = answer.read().decode("utf-8", "replace")
    os.waitpid(child, 0)
    return said or None


def probe(argv: list[str]) -> str | None:
    try:
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        return "the probe failed: {}".format(error)
    if done.returncode == 0 and done.stdout.strip() == b"ready":
        return None
    said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
    return said[-1] if said else "the probe ended with status {}".format(done.returncode)
