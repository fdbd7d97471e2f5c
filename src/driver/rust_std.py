"""Fetches the standard library of the Rust that is here for another target: `rust_std.py TARGET ADDRESS TO`.

TO gets `lib/rustlib/TARGET`, or stays empty where the toolchain has it. The toolchain itself is left as it is: on the host
it is the user's own. What is fetched is compared with the SHA-256 published beside it.
"""

import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request


class NoLibrary(Exception):
    """Why there is no standard library to be had; the message is for people."""


def said(*words: str) -> str:
    return subprocess.run(["rustc", *words], stdout=subprocess.PIPE, check=True).stdout.decode().strip()


def in_toolchain(target: str) -> "pathlib.Path | None":
    """The folder of the target's libraries in the toolchain, where it has them."""
    folder = pathlib.Path(said("--print", "sysroot"), "lib", "rustlib", target)
    return folder if any(folder.glob("lib/libstd-*.rlib")) else None


def release() -> str:
    """`1.95.0` of a toolchain of the Rust project: one that a distribution compiled takes no library but its own."""
    facts = dict(re.findall(r"^([\w-]+): (.*)$", said("--version", "--verbose"), re.MULTILINE))
    version = facts.get("release", "")
    if facts.get("commit-hash", "unknown") == "unknown":
        raise NoLibrary("this rustc was compiled by a distribution; a toolchain of rustup is needed for other targets")
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise NoLibrary("rustc {} is no stable release: run `rustup target add` yourself".format(version))
    return version


def fetch(target: str, address: str, to: "pathlib.Path") -> None:
    name = "rust-std-{}-{}".format(release(), target)
    url = "{}/dist/{}.tar.xz".format(address, name)
    print("fetching", url, flush=True)
    with urllib.request.urlopen(url + ".sha256", timeout=60) as answer:
        expected = answer.read(4096).decode().split()[0]
    with tempfile.TemporaryFile() as archive:
        digest = hashlib.sha256()
        with urllib.request.urlopen(url, timeout=300) as answer:
            for block in iter(lambda: answer.read(1 << 20), b""):
                digest.update(block)
                archive.write(block)
        if digest.hexdigest() != expected:
            raise NoLibrary("{} does not have the SHA-256 published beside it".format(url))
        archive.seek(0)
        unpack(archive, "{}/rust-std-{}/lib/rustlib/{}/lib/".format(name, target, target), to / "lib" / "rustlib" / target)


def unpack(archive, prefix: str, to: "pathlib.Path") -> None:
    """The libraries alone: plain files, all in one folder."""
    (to / "lib").mkdir(parents=True)
    with tarfile.open(fileobj=archive, mode="r:xz") as tar:
        for member in tar:
            name = member.name[len(prefix) :]
            content = tar.extractfile(member) if member.isfile() and member.name.startswith(prefix) else None
            if content is not None and re.fullmatch(r"[\w.+-]+", name):
                with open(to / "lib" / name, "wb") as file:
                    shutil.copyfileobj(content, file)


def main() -> int:
    target, address, folder = sys.argv[1:]
    to = pathlib.Path(folder)
    to.mkdir(parents=True, exist_ok=True)
    if shutil.which("rustc") is None:
        print("rustc is not here")
        return 1
    if in_toolchain(target) is not None:
        print("the toolchain has the standard library for", target)
        return 0
    try:
        fetch(target, address, to)
    except NoLibrary as reason:
        print("cannot cross-compile: {}".format(reason))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
