"""Installs a Rust toolchain into an image, or looks whether the host has the one that is asked for."""

import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import urllib.request


def install(version: str, to: str, address: str) -> int:
    """Runs rustup-init of `address`, after comparing it with the SHA-256 published beside it."""
    machine = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    libc = "musl" if pathlib.Path("/etc/alpine-release").exists() else "gnu"
    url = f"{address}/rustup/dist/{machine}-unknown-linux-{libc}/rustup-init"
    with urllib.request.urlopen(url + ".sha256", timeout=60) as answer:
        expected = answer.read().decode().split()[0]
    with urllib.request.urlopen(url, timeout=300) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != expected:
        print(f"{url} does not have the SHA-256 published beside it")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        init = pathlib.Path(folder, "rustup-init")
        init.write_bytes(content)
        init.chmod(0o755)
        env = {**os.environ, "RUSTUP_HOME": f"{to}/rustup", "CARGO_HOME": f"{to}/cargo"}
        argv = [str(init), "-y", "--profile", "minimal", "--no-modify-path", "--default-toolchain", version]
        status = subprocess.run(argv, env=env, check=False).returncode
    if status == 0:
        # The toolchain's own programs, so that no RUSTUP_HOME is needed to run them.
        toolchains = pathlib.Path(to, "rustup", "toolchains")
        os.symlink(next(toolchains.iterdir()) / "bin", pathlib.Path(to, "bin"))
    return status


def check(version: str) -> int:
    rustc = shutil.which("rustc")
    said = subprocess.run([rustc, "--version"], stdout=subprocess.PIPE, check=False).stdout.decode() if rustc else ""
    print(said or "rustc is not on this machine")
    if said.split()[1:2] and (said.split()[1] + ".").startswith(version + "."):
        return 0
    print(f"the project asks for Rust {version}: run `rustup default {version}`, or build with --backend dagger")
    return 1


if __name__ == "__main__":
    sys.exit({"install": install, "check": check}[sys.argv[1]](*sys.argv[2:]))
