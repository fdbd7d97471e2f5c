"""Says, as JSON, how this Python is started where its root file system is only mounted: by its own loader.

A container of another architecture runs under emulation, and an emulated Python cannot install a seccomp filter. One of
the engine's own architecture can, from a root mounted beside; its loader and its libraries have to be named.
"""

import bz2  # noqa: F401  (what the driver may import is imported, so that its libraries are found)
import ctypes  # noqa: F401
import hashlib  # noqa: F401
import json
import lzma  # noqa: F401
import os
import ssl  # noqa: F401
import struct
import sys
import zlib  # noqa: F401

PT_INTERP = 3


def loader_of(path):
    """The program interpreter that an ELF file of 64 bits names (elf.h); None where it is linked statically."""
    with open(path, "rb") as file:
        header = file.read(64)
        offset, size, count = struct.unpack_from("=Q", header, 32) + struct.unpack_from("=HH", header, 54)
        for number in range(count):
            file.seek(offset + number * size)
            kind, _, start, _, _, length = struct.unpack("=IIQQQQ", file.read(40))
            if kind == PT_INTERP:
                file.seek(start)
                return file.read(length).rstrip(b"\0").decode()
    return None


def library_folders():
    """Folders of every shared object that this process has loaded, the extension modules aside."""
    found = []
    with open("/proc/self/maps") as maps:
        for line in maps:
            path = line.rstrip("\n").partition("/")[2]
            folder, name = os.path.split("/" + path)
            if ".so" in name and "lib-dynload" not in folder and folder not in found:
                found.append(folder)
    return found


def main():
    executable = os.path.realpath(sys.executable)
    loader = loader_of(executable)
    if loader is None:
        sys.exit("{} names no loader".format(executable))
    json.dump({"loader": os.path.realpath(loader), "executable": executable, "libraries": library_folders()}, sys.stdout)


if __name__ == "__main__":
    main()
