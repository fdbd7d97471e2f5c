"""Prints, as JSON, what Python's own readers find in each archive: file name -> members, or why it cannot be read."""

import hashlib
import json
import os
import sys
import tarfile
import zipfile


def wheel(path):
    with zipfile.ZipFile(path) as archive:
        return [
            [info.filename, "file", hashlib.sha256(archive.read(info)).hexdigest()]
            for info in archive.infolist()
            if not info.is_dir()
        ]


def sdist(path):
    with tarfile.open(path, "r:gz") as archive:
        return [
            [member.name, kind(member), content(archive, member)]
            for member in archive.getmembers()
            if not member.isdir()
        ]


def kind(member):
    if member.issym():
        return "symlink"
    return "hardlink" if member.islnk() else "file" if member.isreg() else "other"


def content(archive, member):
    if kind(member) != "file":
        return ""
    return hashlib.sha256(archive.extractfile(member).read()).hexdigest()


def read(path):
    try:
        return sorted(wheel(path) if path.endswith(".whl") else sdist(path))
    except Exception as error:
        return repr(error)


folder = sys.argv[1]
json.dump({name: read(os.path.join(folder, name)) for name in os.listdir(folder)}, sys.stdout)
