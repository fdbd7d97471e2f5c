"""The files of an output, each with its digest."""

from __future__ import annotations

import hashlib
import os

from diagnosis import Failure

# Beyond it an output is an environment: its files are of no interest one by one.
MOST_LISTED = 200


def describe(name: str, path: str) -> list[dict[str, object]] | None:
    """Sorted by path; `None` beyond 200 files. The content of a symbolic link is the text it holds."""
    if not os.path.lexists(path):
        raise Failure("missing-output", "the output {} was not made: {}".format(name, path))
    if not os.path.isdir(path) or os.path.islink(path):
        return [digest(path, "")]
    found: list[str] = []
    for folder, folders, files in os.walk(path):
        links = [entry for entry in folders if os.path.islink(os.path.join(folder, entry))]
        found += [os.path.join(folder, entry) for entry in files + links]
        if len(found) > MOST_LISTED:
            return None
    listed = [digest(file, os.path.relpath(file, path).replace(os.sep, "/")) for file in found]
    return sorted(listed, key=lambda entry: str(entry["path"]))


def digest(file: str, shown: str) -> dict[str, object]:
    sha256, size = hashlib.sha256(), 0
    if os.path.islink(file):
        text = os.fsencode(os.readlink(file))
        return {"path": shown, "sha256": hashlib.sha256(text).hexdigest(), "size": len(text)}
    with open(file, "rb") as content:
        for chunk in iter(lambda: content.read(1024 * 1024), b""):
            sha256.update(chunk)
            size += len(chunk)
    return {"path": shown, "sha256": sha256.hexdigest(), "size": size}
