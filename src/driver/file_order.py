"""Loaded at the start of a build's Python: folders are listed in the reverse of the order that the file system gives."""

import os

_listdir, _scandir = os.listdir, os.scandir


class _Entries:
    """What os.scandir answers: an iterator and a context manager."""

    def __init__(self, *where):
        with _scandir(*where) as entries:
            self._entries = iter(list(entries)[::-1])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._entries = iter(())


def listdir(path="."):
    return _listdir(path)[::-1]


os.listdir = listdir
os.scandir = _Entries
