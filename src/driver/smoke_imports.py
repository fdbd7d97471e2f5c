"""Imports every top-level module that an installed distribution brings: the smoke test of a project that names none."""

import importlib
import importlib.metadata
import pathlib
import sys


def top_level(name: str) -> "list[str]":
    """Public top-level modules by the installed files (RECORD); private ones only where there is no other."""
    found = set()
    for path in importlib.metadata.files(name) or []:
        first, *rest = path.parts
        if first.endswith((".dist-info", ".data", ".libs", ".dylibs")) or first in ("..", "__pycache__"):
            continue
        if rest:
            # A folder of type stubs or of data is no package that can be imported.
            if path.suffix in (".py", ".pyd", ".so") and first.isidentifier():
                found.add(first)
        elif path.suffix in (".py", ".pyd", ".so"):
            found.add(path.name.split(".")[0])
    public = {module for module in found if not module.startswith("_")}
    return sorted(public or found)


def main() -> int:
    """The argument is the folder of the one wheel or sdist that was installed: its file name begins with the name."""
    (artifact,) = pathlib.Path(sys.argv[1]).glob("*.*")
    name = artifact.name.rsplit("-", 1)[0] if artifact.name.endswith(".tar.gz") else artifact.name.split("-")[0]
    modules = top_level(name)
    if not modules:
        print(f"{name} installs no importable module")
        return 1
    for module in modules:
        importlib.import_module(module)
        print("imported", module)
    return 0


if __name__ == "__main__":
    sys.exit(main())
