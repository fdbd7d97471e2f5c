"""Starts one command in a group of its own, copies what it prints into the log, and leaves nothing of it behind."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import threading
import time
from typing import BinaryIO, Callable

from unix_connections import UnixConnections

# Seconds between asking processes to end and killing them.
GRACE = 5.0
CHUNK = 64 * 1024


class TimedOut(Exception):
    """The task's time is over."""


class Interrupted(BaseException):
    """The driver was told to stop."""


def run(
    argv: list[str],
    env: dict[str, str],
    cwd: str,
    write: Callable[[bytes], None],
    stdout: str | None,
    deadline: float,
    look: Callable[[int], None],
    connections: UnixConnections | None,
) -> int:
    """Exit status of `argv`, negative for a signal. Raises TimedOut, Interrupted, or OSError where it cannot start.

    `look` gets the number of the process twice a second while it runs.
    """
    copy = open(stdout, "wb", buffering=0) if stdout else None
    errors: list[OSError] = []
    try:
        process = start(argv, env, cwd, copy is not None, connections)
        readers = [threading.Thread(target=pump, args=(process.stdout, write, copy, errors), daemon=True)]
        if process.stderr:
            readers.append(threading.Thread(target=pump, args=(process.stderr, write, None, errors), daemon=True))
        for reader in readers:
            reader.start()
        try:
            status = wait(process, deadline, look)
        finally:
            end_group(process)
            for reader in readers:
                reader.join(GRACE)
        if errors:
            raise errors[0]
        return status
    finally:
        if copy:
            copy.close()


def start(
    argv: list[str], env: dict[str, str], cwd: str, separate: bool, connections: UnixConnections | None
) -> subprocess.Popen[bytes]:
    stderr = subprocess.PIPE if separate else subprocess.STDOUT
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": stderr, "bufsize": 0}
    if os.name == "nt":
        # CreateProcess looks a bare name up in the driver's PATH, not in the one that is passed.
        argv = [shutil.which(argv[0], path=env.get("PATH")) or argv[0], *argv[1:]]
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return subprocess.Popen(argv, env=env, cwd=cwd, creationflags=flags, **pipes)
    inherited = [connections.child_end.fileno()] if connections else []
    try:
        return subprocess.Popen(argv, env=env, cwd=cwd, start_new_session=True, pass_fds=inherited, **pipes)
    finally:
        if connections:
            connections.serve()


def pump(source: BinaryIO, write: Callable[[bytes], None], copy: BinaryIO | None, errors: list[OSError]) -> None:
    """Reads to the end whatever happens: a command whose pipe is not read would hang."""
    with source:
        for data in iter(lambda: os.read(source.fileno(), CHUNK), b""):
            write(data)
            if copy and not errors:
                try:
                    write_all(copy, data)
                except OSError as error:
                    errors.append(error)


def write_all(file: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def wait(process: subprocess.Popen[bytes], deadline: float, look: Callable[[int], None]) -> int:
    try:
        handle: int | None = os.pidfd_open(process.pid)
    except (AttributeError, OSError):
        handle = None
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimedOut
            # Short waits: a signal that reaches another thread, or Windows, would not wake a long one.
            if ends(process, handle, min(left, 0.5)):
                return process.wait()
            look(process.pid)
    finally:
        if handle is not None:
            os.close(handle)


def ends(process: subprocess.Popen[bytes], handle: int | None, seconds: float) -> bool:
    """`handle` is known at once; without one, Python looks at intervals that grow to a twentieth of a second."""
    if handle is not None:
        return bool(select.select([handle], [], [], seconds)[0])
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left of the command: asks first where it still runs, kills what it left behind."""
    if os.name == "nt":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        process.wait()
        return
    if process.poll() is None:
        signal_group(process.pid, signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            pass
    signal_group(process.pid, signal.SIGKILL)
    process.wait()
    kill_orphans()


def signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except OSError:
        pass


def adopt_orphans() -> None:
    """On Linux, processes that leave their group become children of the driver when their parent ends."""
    from sandbox import prctl

    try:
        prctl(36, 1)  # PR_SET_CHILD_SUBREAPER
    except (ImportError, OSError, AttributeError):
        pass


def kill_orphans() -> None:
    until = time.monotonic() + GRACE
    while time.monotonic() < until:
        children = children_of(os.getpid())
        if not children:
            return
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, os.WNOHANG)
            except OSError:
                continue
        time.sleep(0.005)


def children_of(parent: int) -> list[int]:
    """By /proc; none where there is no /proc."""
    try:
        return listed_children(parent)
    except OSError:
        return search_children(parent)


def listed_children(parent: int) -> list[int]:
    """Raises OSError where it has ended, or the kernel keeps no list."""
    found: list[int] = []
    threads = "/proc/{}/task".format(parent)
    for thread in os.listdir(threads):
        with open("{}/{}/children".format(threads, thread), "rb") as file:
            found += map(int, file.read().split())
    return found


def search_children(parent: int) -> list[int]:
    """Where the kernel has no list of them."""
    found = []
    try:
        numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []
    for number in numbers:
        try:
            with open("/proc/{}/stat".format(number), "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(number)
    return found
