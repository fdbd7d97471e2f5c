"""Extracts the sdists of strangers: nothing is written outside the folder, and no archive can fill the disk."""

from __future__ import annotations

import gzip
import os
import posixpath
import shutil
import tarfile
import unicodedata
import zlib
from typing import BinaryIO

from diagnosis import Failure

# What no source distribution comes near; beyond it an archive is taken for a bomb.
MOST_MEMBERS = 200_000
MOST_BYTES = 4 * 1024**3
LONGEST_READ = 64 * 1024**2
# What a damaged archive raises, beside OSError without a number.
DAMAGED = (tarfile.TarError, EOFError, zlib.error, ValueError, OverflowError)


def unsafe(message: str) -> Failure:
    return Failure("unsafe-archive", message)


class Bounded:
    """A decompressed stream that refuses to be endless, or to be read in one piece by a lying header."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > LONGEST_READ:
            raise unsafe("{}: a header claims {} bytes".format(self._name, size))
        data = self._stream.read(size)
        if self._stream.tell() > MOST_BYTES:
            raise unsafe("{}: more than {} bytes when unpacked".format(self._name, MOST_BYTES))
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        if offset > MOST_BYTES:
            raise unsafe("{}: more than {} bytes when unpacked".format(self._name, MOST_BYTES))
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        # CPython 3.13's tarfile asks.
        return True


def open_tar(path: str) -> tarfile.TarFile:
    with open(path, "rb") as file:
        magic = file.read(6)
    name = os.path.basename(path)
    if magic[:2] == b"PK":
        raise unsafe("{}: it is a zip archive; an sdist is a .tar.gz (PEP 625)".format(name))
    return tarfile.open(fileobj=Bounded(open_packed(path, magic), name), mode="r:")


def open_packed(path: str, magic: bytes) -> BinaryIO:
    if magic.startswith(b"\x1f\x8b"):
        return gzip.open(path, "rb")
    # Imported where they are needed: some builds of Python lack them.
    if magic.startswith(b"BZh"):
        import bz2

        return bz2.open(path, "rb")
    if magic.startswith(b"\xfd7zXZ"):
        import lzma

        return lzma.open(path, "rb")
    raise unsafe("{}: it is no compressed tar archive".format(os.path.basename(path)))


def unpack(path: str, to: str) -> None:
    """Extracts an archive of one top-level folder as `to`, which must not hold anything yet."""
    name = os.path.basename(path)
    if os.path.isdir(to) and os.listdir(to):
        raise Failure("exit", "{} is not empty".format(to))
    try:
        with open_tar(path) as archive:
            members = checked_members(archive, name)
            try:
                extract(archive, members, to, name)
            except BaseException:
                shutil.rmtree(to, ignore_errors=True)
                raise
    except DAMAGED as error:
        raise unsafe("{}: it is damaged: {}".format(name, error)) from None
    except OSError as error:
        if error.errno is None:
            raise unsafe("{}: it is damaged: {}".format(name, error)) from None
        raise


def checked_members(archive: tarfile.TarFile, name: str) -> dict[str, tarfile.TarInfo]:
    """Members by their path below the one top-level folder, nothing written yet; a later one replaces an earlier one."""
    members: dict[str, tarfile.TarInfo] = {}
    spelling: dict[str, str] = {}
    tops: set[str] = set()
    total = 0
    for count, member in enumerate(archive, 1):
        total += member.size
        if count > MOST_MEMBERS or total > MOST_BYTES or member.size < 0:
            raise unsafe("{}: more than {} members or {} bytes".format(name, MOST_MEMBERS, MOST_BYTES))
        path = checked_name(member.name, name)
        if not (member.isreg() or member.isdir() or member.issym() or member.islnk()):
            raise unsafe("{}: {} is neither file, folder nor link".format(name, member.name))
        tops.add(path.split("/")[0])
        for end in range(path.count("/") + 1):
            part = path.rsplit("/", end)[0]
            folded = unicodedata.normalize("NFC", part).casefold()
            if spelling.setdefault(folded, part) != part:
                raise unsafe("{}: {} and {} differ only in case".format(name, spelling[folded], part))
        members[path] = member
    if len(tops) != 1:
        raise unsafe("{}: it holds {} top-level entries, not one folder".format(name, len(tops)))
    for path, member in members.items():
        check_links(path, member, members, name)
    return members


def checked_name(path: str, archive: str) -> str:
    parts = [part for part in path.split("/") if part not in ("", ".")]
    drive = len(path) > 1 and path[1] == ":"
    if path.startswith("/") or "\\" in path or "\0" in path or drive or ".." in parts or not parts:
        raise unsafe("{}: {!r} leads out of the archive".format(archive, path))
    return "/".join(parts)


def check_links(path: str, member: tarfile.TarInfo, members: dict[str, tarfile.TarInfo], archive: str) -> None:
    top = path.split("/")[0]
    if path == top and not member.isdir():
        raise unsafe("{}: {} is not a folder".format(archive, path))
    for end in range(1, path.count("/") + 1):
        parent = members.get(path.rsplit("/", end)[0])
        if parent is not None and not parent.isdir():
            raise unsafe("{}: {} lies below {}, which is no folder".format(archive, path, parent.name))
    if member.issym():
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), member.linkname))
        outside = target != top and not target.startswith(top + "/")
        if posixpath.isabs(member.linkname) or "\\" in member.linkname or outside:
            raise unsafe("{}: {} links to {}, outside".format(archive, path, member.linkname))
    if member.islnk():
        linked = members.get(checked_name(member.linkname, archive))
        if linked is None or not linked.isreg():
            raise unsafe("{}: {} links to {}, which is no file of it".format(archive, path, member.linkname))


def moment(member: tarfile.TarInfo) -> float:
    # Some file systems cannot tell a time before 1970 or after 2038.
    return min(max(float(member.mtime), 0.0), 2.0**31 - 1)


def extract(archive: tarfile.TarFile, members: dict[str, tarfile.TarInfo], to: str, name: str) -> None:
    """Owners and special bits are dropped; times are kept, since make compares them."""
    os.makedirs(to, exist_ok=True)
    folders, links = [], []
    for path, member in members.items():
        place = os.path.join(to, *path.split("/")[1:])
        if member.isdir():
            os.makedirs(place, exist_ok=True)
            folders.append((place, moment(member)))
            continue
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if member.issym():
            links.append((place, member))
            continue
        # Opened by its own name: a hard link's content is that of the member it names.
        with archive.extractfile(member) as source, open(place, "xb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        os.chmod(place, 0o755 if member.mode & 0o111 else 0o644)
        os.utime(place, (moment(member), moment(member)))
    for place, member in links:
        os.symlink(member.linkname, place)
    root = os.path.realpath(to) + os.sep
    for place, member in links:
        # A link through another link can lead out although its text does not.
        if not (os.path.realpath(place) + os.sep).startswith(root):
            raise unsafe("{}: {} links to {}, outside".format(name, member.name, member.linkname))
    for place, mtime in reversed(folders):
        os.utime(place, (mtime, mtime))
