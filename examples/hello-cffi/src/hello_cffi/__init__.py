"""Adler-32 and FNV-1a checksums from a bundled C library."""

from importlib.metadata import version

from ._checksum import ffi, lib

__all__ = ["Checksum", "adler32", "fnv1a"]
__version__ = version("hello-cffi")


class Checksum:
    """Both checksums of data that comes in pieces; any contiguous buffer is a piece."""

    def __init__(self):
        self._state = ffi.new("checksum_state *")
        lib.checksum_init(self._state)

    def update(self, data):
        with ffi.from_buffer(data) as piece:
            lib.checksum_update(self._state, piece, len(piece))

    @property
    def adler32(self) -> int:
        return self._state.adler32

    @property
    def fnv1a(self) -> int:
        """64 bits, unsigned."""
        return self._state.fnv1a


def adler32(data) -> int:
    checksum = Checksum()
    checksum.update(data)
    return checksum.adler32


def fnv1a(data) -> int:
    checksum = Checksum()
    checksum.update(data)
    return checksum.fnv1a
