"""Installs system packages with the image's own package manager, or looks whether the host has them."""

import os
import shutil
import subprocess
import sys

INSTALL = {
    "dnf": ["dnf", "install", "-y", "--setopt=install_weak_deps=False"],
    "yum": ["yum", "install", "-y"],
    "apk": ["apk", "add", "--no-cache"],
    "apt-get": ["apt-get", "install", "-y", "--no-install-recommends"],
}
QUERY = {"rpm": ["rpm", "-q"], "dpkg": ["dpkg", "-s"], "apk": ["apk", "info", "-e"], "brew": ["brew", "list"]}


def install(packages: "list[str]") -> int:
    for manager, argv in INSTALL.items():
        if shutil.which(manager) is None:
            continue
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if manager == "apt-get":
            subprocess.run(["apt-get", "update"], env=env, check=True)
        return subprocess.run([*argv, *packages], env=env, check=False).returncode
    print("no package manager is known in this image:", ", ".join(INSTALL))
    return 1


def check(packages: "list[str]") -> int:
    """The host's own system is never changed: what is missing is named, and a person installs it."""
    for manager, argv in QUERY.items():
        if shutil.which(manager) is None:
            continue
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        missing = [name for name in packages if subprocess.run([*argv, name], check=False, **quiet).returncode != 0]
        if missing:
            print("not installed on this machine:", " ".join(missing))
            print("Wheelway changes nothing of the host: install them yourself, or build with --backend dagger.")
        return 1 if missing else 0
    print("warning: cannot tell whether these packages are installed:", " ".join(packages))
    return 0


if __name__ == "__main__":
    sys.exit({"install": install, "check": check}[sys.argv[1]](sys.argv[2:]))
