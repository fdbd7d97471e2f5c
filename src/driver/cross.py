"""Prepares a folder for compiling a wheel for another machine than this one, from its interpreter's headers and data.

    cross.py --target TREE --python-version 3.12 --architecture aarch64 --triple aarch64-linux-gnu --glibc 2.28
             --to {work}/cross

TREE has `include/python3.12/**` and `lib/python3.12/_sysconfigdata*.py`; nothing of it is run. The folder gets `bin/{cc,
c++,ar,ranlib,strip,ld}`, `python/`, `site/`, `sysconfig/`, `meson.ini`, `toolchain.cmake` and `rust/`. What the build is told
of them stands in src/recipes/cross-env.ts.
"""

import argparse
import pathlib
import platform
import sys

import cross_files
import cross_rust
import cross_sysconfig
from cross_compilers import Compilers, NoCompiler


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--target", required=True)
    parser.add_argument("--python-version", required=True, help="3.12, or 3.14t for a free-threaded one")
    parser.add_argument("--architecture", required=True, help="as wheel tags name it")
    parser.add_argument("--triple", required=True, help="aarch64-linux-gnu")
    parser.add_argument("--glibc", required=True, help="the newest one that the wheel may need: 2.28")
    parser.add_argument("--rust-std", help="what rust_std.py made; for projects that run cargo")
    parser.add_argument("--cache", help="folder for what one build leaves to the next; a placeholder where there is none")
    parser.add_argument("--to", required=True)
    options = parser.parse_args()
    if options.cache is not None and options.cache.startswith("{"):
        options.cache = None
    try:
        prepare(options, pathlib.Path(options.target).resolve(), pathlib.Path(options.to).resolve())
    except (cross_sysconfig.BadTarget, cross_rust.NoRust, NoCompiler) as error:
        print("cannot cross-compile: {}".format(error))
        return 1
    return 0


def prepare(options, tree: "pathlib.Path", to: "pathlib.Path") -> None:
    version = options.python_version
    # Under a name in the build's own folder, so that no compiler's words tell where the tree is.
    target = to / "target"
    to.mkdir(parents=True, exist_ok=True)
    target.symlink_to(tree, target_is_directory=True)
    data = cross_sysconfig.read(cross_sysconfig.find(target, version))
    cross_sysconfig.check(data, version, options.architecture)
    if not (target / "include" / "python{}".format(version) / "Python.h").is_file():
        raise cross_sysconfig.BadTarget("the target has no Python.h of CPython {}".format(version))
    compilers = Compilers(options, target, to)
    compilers.write()
    machine = platform.machine()
    changed = cross_sysconfig.rewritten(data, target, compilers.bin, version)
    cross_sysconfig.write(changed, to, version, options.architecture, machine)
    cross_files.write(options, target, to, foreign=machine != options.architecture)
    if options.rust_std is not None:
        cross_rust.link(options.architecture, pathlib.Path(options.rust_std), to / "rust")
    print("compiling for {} with zig, glibc {}".format(options.architecture, options.glibc))


if __name__ == "__main__":
    sys.exit(main())
