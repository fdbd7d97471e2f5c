"""Gives rustc a folder in which it finds the target's standard library, wherever that came from."""

import pathlib
import shutil

from rust_std import in_toolchain

# Rust's name of a target with glibc.
TRIPLE = "{}-unknown-linux-gnu"


class NoRust(Exception):
    """Why nothing can be compiled; the message is for people."""


def link(architecture: str, fetched: "pathlib.Path", to: "pathlib.Path") -> None:
    """`fetched` is what rust_std.py made; `to` is rustc's `--sysroot` for the target's crates."""
    target = TRIPLE.format(architecture)
    library = fetched / "lib" / "rustlib" / target
    if not library.is_dir():
        found = in_toolchain(target) if shutil.which("rustc") else None
        if found is None:
            raise NoRust("this Rust has no standard library for {}".format(target))
        library = found
    place = to / "lib" / "rustlib"
    place.mkdir(parents=True, exist_ok=True)
    (place / target).symlink_to(library.resolve())
