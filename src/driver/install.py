"""Installs one wheel or sdist with extras, groups and further requirements into an environment, with uv."""

import argparse
import pathlib
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--uv", required=True)
    parser.add_argument("--python", required=True, help="interpreter of the environment")
    parser.add_argument("--extras", default="", help="comma-separated")
    parser.add_argument("--require", action="append", default=[])
    parser.add_argument("--group", action="append", default=[], help="PATH:NAME of a dependency group (PEP 735)")
    parser.add_argument("--resolution", default="highest", choices=["highest", "lowest-direct", "lowest"])
    parser.add_argument("--from-source", metavar="NAME", help="build NAME from its sdist, without build isolation")
    parser.add_argument("folder", help="folder that holds the one artifact")
    options = parser.parse_args()
    pattern = "*.tar.gz" if options.from_source else "*.whl"
    artifacts = sorted(pathlib.Path(options.folder).glob(pattern))
    if len(artifacts) != 1:
        print(f"expected one {pattern} in {options.folder}, found {[a.name for a in artifacts]}")
        return 1
    extras = f"[{options.extras}]" if options.extras else ""
    argv = [options.uv, "pip", "install", "--python", options.python, "--resolution", options.resolution]
    argv += ["--no-sources"]
    if options.from_source:
        argv += ["--no-build-isolation", "--no-cache", "--no-binary", options.from_source]
    for group in options.group:
        argv += ["--group", group]
    argv += [f"{artifacts[0]}{extras}", *options.require]
    print("$", " ".join(argv), flush=True)
    return subprocess.run(argv, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
