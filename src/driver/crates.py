"""Fetches a project's crates with the network (`vendor`), and points cargo at them without it (`use`)."""

import pathlib
import shutil
import subprocess
import sys
from typing import Optional

PLACE = "@CRATES@"


def manifest_of(source: pathlib.Path) -> "Optional[pathlib.Path]":
    """The shallowest Cargo.toml, which is the workspace's root where there is a workspace."""
    found = sorted(source.rglob("Cargo.toml"), key=lambda path: (len(path.parts), str(path)))
    return found[0] if found else None


def vendor(source: pathlib.Path, to: pathlib.Path) -> int:
    to.mkdir(parents=True, exist_ok=True)
    manifest = manifest_of(source)
    if manifest is None:
        print("no Cargo.toml: no crates to fetch")
        (to / "config.toml").write_text("")
        tell_resolved(to, b"")
        return 0
    if shutil.which("cargo") is None:
        print("there is no cargo here: install Rust, or let [tool.wheelway.prepare] do so in the image")
        return 127
    locked = ["--locked"] if (manifest.parent / "Cargo.lock").exists() else []
    if not locked:
        print("warning: no Cargo.lock beside", manifest.name, "- the newest crates are taken")
    argv = ["cargo", "vendor", *locked, "--versioned-dirs", "--manifest-path", str(manifest), PLACE]
    print("$", " ".join(argv), flush=True)
    done = subprocess.run(argv, cwd=str(to), stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        return done.returncode
    # cargo vendors nothing, and makes no folder, for a project without dependencies.
    (to / PLACE).mkdir(exist_ok=True)
    (to / "config.toml").write_bytes(done.stdout)
    lock = (manifest.parent / "Cargo.lock").read_bytes()
    if not locked:
        (to / "Cargo.lock").write_bytes(lock)
    tell_resolved(to, lock)
    return 0


def tell_resolved(crates: pathlib.Path, lock: bytes) -> None:
    """What was vendored, by name, version and checksum: it stands for the crates in the keys of what is built with them."""
    (crates.parent / "crates.lock").write_bytes(lock)


def use(crates: pathlib.Path, source: pathlib.Path, cargo_home: pathlib.Path) -> int:
    cargo_home.mkdir(parents=True, exist_ok=True)
    text = (crates / "config.toml").read_text()
    place = str(crates / PLACE).replace("\\", "/")
    (cargo_home / "config.toml").write_text(text.replace(f'"{PLACE}"', f'"{place}"') + "\n[net]\noffline = true\n")
    lock = crates / "Cargo.lock"
    manifest = manifest_of(source)
    if lock.exists() and manifest is not None and not (manifest.parent / "Cargo.lock").exists():
        (manifest.parent / "Cargo.lock").write_bytes(lock.read_bytes())
    return 0


def main() -> int:
    action, *paths = sys.argv[1:]
    return {"vendor": vendor, "use": use}[action](*map(pathlib.Path, paths))


if __name__ == "__main__":
    sys.exit(main())
