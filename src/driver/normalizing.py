"""Rewrites wheels and sdists so that nothing but their content decides their bytes."""

from __future__ import annotations

import gzip
import os
import shutil
import stat
import tarfile
import time
import zipfile

from archives import DAMAGED, open_tar, unsafe
from wheel_content import WheelContent, wheel_order

# The first moment that a zip archive can tell: 1980-01-01 00:00 UTC.
ZIP_EPOCH = 315_532_800


def normalize(path: str, epoch: int, work: str = "") -> None:
    """Rewrites a wheel or a .tar.gz in place: order, times, modes and owners are fixed, contents are not touched.

    But for two: RECORD gets the order of the archive, and bills of materials (PEP 770) name the folder of the build,
    `work`, by the name that compilers are told to write for it.
    """
    part = path + ".part"
    try:
        if path.endswith((".whl", ".zip")):
            normalize_zip(path, part, epoch, work)
        else:
            normalize_tar(path, part, epoch)
        os.replace(part, path)
    except (*DAMAGED, zipfile.BadZipFile) as error:
        raise unsafe("{}: it is damaged: {}".format(os.path.basename(path), error)) from None
    finally:
        if os.path.exists(part):
            os.remove(part)


def normalize_zip(path: str, part: str, epoch: int, work: str) -> None:
    moment = time.gmtime(max(epoch, ZIP_EPOCH))[:6]
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as target:
        entries = sorted(source.infolist(), key=lambda entry: wheel_order(entry.filename))
        content = WheelContent([entry.filename for entry in entries], work)
        for before, entry in zip([None, *entries], entries):
            if before and before.filename == entry.filename:
                raise unsafe("{}: {} stands in it twice".format(os.path.basename(path), entry.filename))
            made = zipfile.ZipInfo(entry.filename, moment)
            made.create_system = 3
            mode = entry.external_attr >> 16
            made.external_attr = zip_mode(mode, entry.is_dir()) << 16 | (0x10 if entry.is_dir() else 0)
            made.compress_type = zipfile.ZIP_STORED if entry.is_dir() else zipfile.ZIP_DEFLATED
            new = content.rewritten(entry.filename, entry.file_size, lambda: source.read(entry))
            if new is not None:
                target.writestr(made, new)
                continue
            made.file_size = entry.file_size
            with source.open(entry) as original, target.open(made, "w") as copy:
                shutil.copyfileobj(original, copy, 1024 * 1024)


def zip_mode(mode: int, folder: bool) -> int:
    if folder:
        return stat.S_IFDIR | 0o755
    if stat.S_ISLNK(mode):
        return stat.S_IFLNK | 0o777
    return stat.S_IFREG | (0o755 if mode & 0o111 else 0o644)


def normalize_tar(path: str, part: str, epoch: int) -> None:
    with open_tar(path) as source, open(part, "wb") as raw:
        # The header of gzip holds no name and no time (RFC 1952).
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as packed:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as target:
                members = {member.name: member for member in source}
                for name in sorted(members):
                    add_member(target, source, members[name], max(epoch, ZIP_EPOCH))


def add_member(target: tarfile.TarFile, source: tarfile.TarFile, member: tarfile.TarInfo, epoch: int) -> None:
    made = tarfile.TarInfo(member.name)
    made.mtime = epoch
    made.mode = 0o755 if member.isdir() or member.mode & 0o111 else 0o644
    if member.isdir():
        made.type = tarfile.DIRTYPE
        target.addfile(made)
    elif member.issym():
        made.type, made.linkname, made.mode = tarfile.SYMTYPE, member.linkname, 0o777
        target.addfile(made)
    elif member.isreg() or member.islnk():
        # A hard link becomes the file it names, so that sorting cannot put it before that file.
        with source.extractfile(member) as content:
            made.size = content.seek(0, os.SEEK_END)
            content.seek(0)
            target.addfile(made, content)
    else:
        raise unsafe("{} is neither file, folder nor link".format(member.name))
