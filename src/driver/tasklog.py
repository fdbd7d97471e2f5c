"""The log of a task: one file, secrets masked, the middle left out where it grows past its cap."""

from __future__ import annotations

import base64
import collections
import json
import re
import threading
from urllib.parse import quote

MIB = 1024 * 1024
# A log keeps its first 56 MiB and its last 8 MiB; the bytes between them are counted and left out.
HEAD_BYTES = 56 * MIB
TAIL_BYTES = 8 * MIB
# What is kept in memory of the command that runs now, to find out why it failed.
RECENT_BYTES = 2 * MIB
MASK = b"***"


class Ring:
    """The last `limit` bytes of a stream."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.dropped = 0
        self._chunks: collections.deque[bytes] = collections.deque()
        self._size = 0

    def add(self, data: bytes) -> None:
        self._chunks.append(data)
        self._size += len(data)
        while self._size > self.limit:
            first = self._chunks.popleft()
            over = min(len(first), self._size - self.limit)
            if over < len(first):
                self._chunks.appendleft(first[over:])
            self._size -= over
            self.dropped += over

    def content(self) -> bytes:
        return b"".join(self._chunks)


class Masker:
    """Replaces secrets in a stream of bytes, also where one is cut by the border of two chunks."""

    def __init__(self, secrets: list[str]) -> None:
        self._forms = sorted(forms_of(secrets), key=lambda form: (-len(form), form))
        self._pattern = re.compile(b"|".join(map(re.escape, self._forms)) or rb"(?!)")
        self._held = b""

    def feed(self, chunk: bytes) -> bytes:
        data = self._held + chunk
        cut = len(data) - self._open_end(data)
        out, done = [], 0
        for match in self._pattern.finditer(data):
            if match.start() >= cut:
                break
            out += [data[done : match.start()], MASK]
            done = match.end()
        end = max(cut, done)
        out.append(data[done:end])
        self._held = data[end:]
        return b"".join(out)

    def flush(self) -> bytes:
        rest, self._held = self._held, b""
        return self._pattern.sub(MASK, rest)

    def mask(self, text: str) -> str:
        return self._pattern.sub(MASK, text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")

    def _open_end(self, data: bytes) -> int:
        """How many bytes at the end may be the beginning of a secret."""
        longest = len(self._forms[0]) - 1 if self._forms else 0
        for size in range(min(longest, len(data)), 0, -1):
            end = data[-size:]
            if any(form.startswith(end) for form in self._forms):
                return size
        return 0


def forms_of(secrets: list[str]) -> set[bytes]:
    """Each secret as it may appear: itself, its long lines, in a URL, in JSON, in base64."""
    forms: set[str] = set()
    for secret in secrets:
        text = secret.strip()
        if not text:
            continue
        forms |= {text, quote(text, safe=""), json.dumps(text)[1:-1]}
        forms |= {base64.b64encode(form.encode("utf-8", "surrogateescape")).decode() for form in (secret, text)}
        forms |= {line.strip() for line in text.splitlines() if len(line.strip()) >= 8}
    return {form.encode("utf-8", "surrogateescape") for form in forms}


class TaskLog:
    """Thread-safe. A full disk does not stop the command that writes: `error` says so afterwards."""

    def __init__(self, path: str, masker: Masker, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self.error: OSError | None = None
        self._file = open(path, "wb", buffering=0)
        self._masker = masker
        self._room = head
        self._tail = Ring(tail)
        self._recent = Ring(RECENT_BYTES)
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        with self._lock:
            self._keep(self._masker.feed(data))

    def say(self, line: str) -> None:
        """A line of the driver's own, always on a line of its own."""
        with self._lock:
            self._keep(self._masker.flush())
            start = b"" if self._recent.content()[-1:] in (b"", b"\n") else b"\n"
            self._keep(start + self._masker.mask(line).encode() + b"\n")

    def begin(self, line: str) -> None:
        """A new command: what `recent` gives starts here."""
        self.say(line)
        with self._lock:
            self._recent = Ring(RECENT_BYTES)

    def recent(self) -> str:
        with self._lock:
            self._keep(self._masker.flush())
            return self._recent.content().decode("utf-8", "replace")

    def close(self) -> None:
        with self._lock:
            self._keep(self._masker.flush())
            if self._tail.dropped:
                self._put(b"\n[... %d bytes left out ...]\n" % self._tail.dropped)
            self._put(self._tail.content())
            self._file.close()

    def _keep(self, data: bytes) -> None:
        if not data:
            return
        self._recent.add(data)
        head, rest = data[: self._room], data[self._room :]
        self._room -= len(head)
        self._put(head)
        if rest:
            self._tail.add(rest)

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view and self.error is None:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.error = error
