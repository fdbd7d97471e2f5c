"""The two kinds of files of a wheel that say where or how it was built, written anew so that they do not."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
from typing import Callable

# Bytes of a bill of materials; a longer one stays as it is.
LONGEST_SBOM = 64 * 1024**2
# Compilers are told to write the same (-ffile-prefix-map, --remap-path-prefix in src/recipes).
PLACE = b"/wheelway"


class WheelContent:
    """What one wheel's files become; they are asked for in the order of the archive, RECORD last."""

    def __init__(self, names: list[str], work: str) -> None:
        # The signature of a RECORD is one of its bytes (PEP 427), and RECORD holds the digests of all others.
        self._signed = any(name.endswith((".dist-info/RECORD.jws", ".dist-info/RECORD.p7s")) for name in names)
        self._work = work
        self._changed: dict[str, bytes] = {}

    def rewritten(self, name: str, size: int, read: Callable[[], bytes]) -> bytes | None:
        """None where the content stays as it is."""
        top, _, rest = name.partition("/")
        if self._signed or not top.endswith(".dist-info"):
            return None
        if rest == "RECORD":
            return sorted_record(read(), self._changed)
        if rest.startswith("sboms/") and size <= LONGEST_SBOM:
            before = read()
            after = without_place(before, self._work)
            if after != before:
                self._changed[name] = after
                return after
        return None


def without_place(content: bytes, work: str) -> bytes:
    """maturin names the crate of the project by its path."""
    for place in (work, work.replace("\\", "/"), json.dumps(work)[1:-1]):
        if place:
            content = content.replace(place.encode("utf-8", "surrogateescape"), PLACE)
    return content


def wheel_order(name: str) -> tuple[int, str]:
    """.dist-info last, as the wheel specification recommends, and RECORD last of all."""
    top, _, rest = name.partition("/")
    if not top.endswith(".dist-info"):
        return (0, name)
    return (2 if rest == "RECORD" else 1, name)


def sorted_record(content: bytes, changed: dict[str, bytes]) -> bytes:
    """RECORD in the order of the archive: back ends write its lines in that of folders or of sets."""
    try:
        rows = list(filter(None, csv.reader(io.StringIO(content.decode("utf-8"), newline=""))))
    except (UnicodeDecodeError, csv.Error):
        # What is wrong with it is for the checks to say.
        return content
    for row in rows:
        if row[0] in changed and len(row) == 3:
            new = changed[row[0]]
            digest = base64.urlsafe_b64encode(hashlib.sha256(new).digest()).rstrip(b"=").decode("ascii")
            row[1:] = ["sha256=" + digest, str(len(new))]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(sorted(rows, key=lambda row: wheel_order(row[0])))
    return text.getvalue().encode("utf-8")
