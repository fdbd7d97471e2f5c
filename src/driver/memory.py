"""The most memory that the processes of a task had at one moment: the next run leaves room for as much."""

from __future__ import annotations

import os
import sys

from processes import listed_children

MIB = 1024 * 1024


class Peak:
    """`look` is called now and then; a moment between two looks is judged by the largest process alone."""

    def __init__(self) -> None:
        self._most = 0

    def look(self, pid: int) -> None:
        self._most = max(self._most, own_memory(pid))

    def mib(self) -> int | None:
        """None on systems that do not tell."""
        try:
            import resource
        except ImportError:
            return None
        # Kilobytes on Linux, bytes on macOS.
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        largest *= 1 if sys.platform == "darwin" else 1024
        return -(-max(self._most, largest) // MIB)


def own_memory(pid: int) -> int:
    """Bytes of a process and all below it that are no file's: programs and libraries are in memory once for all."""
    total, left = 0, [pid]
    while left:
        one = left.pop()
        try:
            with open("/proc/{}/statm".format(one), "rb") as file:
                _, resident, shared = file.read().split()[:3]
            total += (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
            left += listed_children(one)
        except (OSError, ValueError):
            # It has ended, or this system has no such files.
            continue
    return total
