"""Connects a command that has no network to unix sockets of its own task, and to no others (Linux).

The filter of sandbox.py stops each connect() and asks here. What is asked for is looked up in this process, and a
socket that stands below the task's folder is connected by this process and put in the place of the one that was asked
for: the command can change neither the address nor what stands there between the look and the connection.
"""

from __future__ import annotations

import array
import errno
import os
import select
import socket
import stat
import struct
import threading

try:
    import fcntl
except ImportError:  # Windows, where nothing of this is asked for
    fcntl = None  # type: ignore[assignment]

# linux/seccomp.h: struct seccomp_notif, seccomp_notif_resp and seccomp_notif_addfd, and the calls that take them.
NOTICE, ANSWER, ADDITION = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI"), struct.Struct("=QIIII")
RECEIVE, SEND, IS_VALID, ADD_FD = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103
ADD_AT_NUMBER = 1
# struct sockaddr_un
LONGEST_ADDRESS = 110
SECONDS_TO_CONNECT = 5.0


class UnixConnections:
    """`child_end` is inherited by the sandbox, which sends the filter's listener through it."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder)
        self._own_end, self.child_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)

    def serve(self) -> None:
        """After the command was started. Ends by itself when no process has the filter any more."""
        self.child_end.close()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with self._own_end:
            listener = receive_descriptor(self._own_end)
        if listener is None:
            return
        try:
            poll = select.poll()
            poll.register(listener, select.POLLIN)
            while all(event & select.POLLIN for _, event in poll.poll()):
                self._answer_one(listener)
        finally:
            os.close(listener)

    def _answer_one(self, listener: int) -> None:
        notice = bytearray(NOTICE.size)
        try:
            fcntl.ioctl(listener, RECEIVE, notice)
        except OSError:
            return
        number, pid, _, _, _, _, descriptor, address, length, *_ = NOTICE.unpack(notice)
        error = 0
        try:
            with self._connect(listener, number, pid, address, length) as connected:
                placed = ADDITION.pack(number, ADD_AT_NUMBER, connected.fileno(), descriptor & 0xFFFFFFFF, os.O_CLOEXEC)
                fcntl.ioctl(listener, ADD_FD, placed)
        except OSError as problem:
            error = problem.errno or errno.EACCES
        try:
            fcntl.ioctl(listener, SEND, ANSWER.pack(number, 0, -error, 0))
        except OSError:
            # The process is gone.
            return

    def _connect(self, listener: int, number: int, pid: int, address: int, length: int) -> socket.socket:
        path = asked_path(pid, address, min(length, LONGEST_ADDRESS))
        # Only now is it sure that the memory was that of the process that asks.
        fcntl.ioctl(listener, IS_VALID, struct.pack("=Q", number))
        handle = self._open(path)
        try:
            found, status = "/proc/self/fd/{}".format(handle), os.fstat(handle)
            own = stat.S_ISSOCK(status.st_mode) and status.st_nlink == 1
            if not own or not os.readlink(found).startswith(self._folder + os.sep):
                raise OSError(errno.EACCES, "no socket of the task")
            connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                connected.settimeout(SECONDS_TO_CONNECT)
                connected.connect(found)
                connected.settimeout(None)
            except BaseException:
                connected.close()
                raise
            return connected
        finally:
            os.close(handle)

    def _open(self, path: bytes) -> int:
        try:
            return os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            # Elsewhere, what is not there is as shut as what is.
            if os.fsdecode(os.path.realpath(os.path.dirname(path)) + b"/").startswith(self._folder + os.sep):
                raise
            raise OSError(errno.EACCES, "no folder of the task") from None


def asked_path(pid: int, address: int, length: int) -> bytes:
    memory = os.open("/proc/{}/mem".format(pid), os.O_RDONLY | os.O_CLOEXEC)
    try:
        raw = os.pread(memory, length, address)
    finally:
        os.close(memory)
    family, name = struct.unpack("=H", raw[:2])[0] if len(raw) > 2 else -1, raw[2:].split(b"\0")[0]
    if family != socket.AF_UNIX or not name:
        raise OSError(errno.EACCES, "no path of a unix socket")
    return os.path.join("/proc/{}/cwd".format(pid).encode(), name)


def receive_descriptor(source: socket.socket) -> int | None:
    """None where the sandbox has no listener, and ends its end."""
    numbers = array.array("i")
    _, ancillary, _, _ = source.recvmsg(1, socket.CMSG_SPACE(numbers.itemsize))
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            numbers.frombytes(data[: numbers.itemsize])
    return numbers[0] if numbers else None
