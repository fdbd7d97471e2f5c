"""Writes the compilers of a cross build: small shell programs around zig."""

import os
import pathlib
import shlex
import stat
import subprocess

# Nothing here starts a Python: a build runs its compiler thousands of times.
COMPILER = """#!/bin/sh
# {version}
link=-s
count=$#
take() {{ count=$((count - 1)); }}
while [ $count -gt 0 ]; do
  word=$1; shift; take
  case $word in
    -I | -L | -isystem | -idirafter | -iquote)
      if [ $count -gt 0 ]; then word=$word$1; shift; take; fi ;;
    -c | -S | -E | -M | -MM | -fsyntax-only) link= ;;
  esac
  case $word in
    # The interpreter of the build machine has headers of the same name.
    -I*/include/python{python} | -isystem*/include/python{python})
      word=-isystem{include} ;;
    */include/python{python})
      word={include} ;;
  esac
  case $word in
    -I/usr/include | -I/usr/local/include | -isystem/usr/include | -isystem/usr/local/include) continue ;;
    -L/usr/lib/{triple}* | -L/lib/{triple}*) ;;
    -L/lib | -L/lib/* | -L/lib64* | -L/usr/lib | -L/usr/lib/* | -L/usr/lib64* | -L/usr/local/lib*) continue ;;
    {foreign}) continue ;;
    -march=native | -mtune=* | -mcpu=native | -g | -g[0-9] | -ggdb* | -gdwarf* | -gz*) continue ;;
{own}  esac
  set -- "$@" "$word"
done
exec {program} "$@" -g0 $link
"""

# What zig's linker or its command line does not know: none of it changes what the code does.
ZIG_WORDS = """\
    -Wl,*exclude-libs* | -Wl,*fix-cortex* | -Wl,*nodlopen* | -Wl,*start-stop-gc* | -Wl,*icf=* | \\
    -Wl,*-Bsymbolic-functions* | -Wl,*warn-common* | -Wl,*gdb-index* | -Wl,*-Map* | \\
    -Wl,*pack-relative-relocs* | -Wl,*package-metadata* | -Wl,*rosegment* | -Wl,*-O[0-9]* | \\
    -Wl,*no-undefined-version*)
      before=$IFS kept= skip=
      IFS=,
      for part in ${word#-Wl,}; do
        if [ -n "$skip" ]; then skip=; continue; fi
        case $part in
          --exclude-libs | -exclude-libs | -Map | --Map) skip=1 ;;
          *exclude-libs=* | *fix-cortex* | *icf=* | -Bsymbolic-functions | *warn-common | *gdb-index | *-Map=*) ;;
          *package-metadata* | *rosegment | -O[0-9] | *no-undefined-version) ;;
          nodlopen | nostart-stop-gc | start-stop-gc | pack-relative-relocs) kept=${kept%,-z} ;;
          -znodlopen | -znostart-stop-gc | -zpack-relative-relocs) ;;
          *) kept=$kept,$part ;;
        esac
      done
      IFS=$before
      [ -n "$kept" ] || continue
      word=-Wl$kept ;;
    -specs=* | -fcf-protection* | -fuse-linker-plugin | -fno-plt | -pie | -static-libgcc | -static-libstdc++) continue ;;
    -march=armv8-a) continue ;;
    -march=armv8-a+*) word=-mcpu=generic+${word#-march=armv8-a+} ;;
    -march=x86-64) continue ;;
    -march=x86-64-v*) word=-mcpu=x86_64_v${word#-march=x86-64-v} ;;
"""

# Flags for the machine that builds, where that is another one.
FOREIGN = {
    "aarch64": "-m64 | -m32 | -march=x86* | -march=core* | -march=haswell | -march=nehalem | -mfpmath=* | -mcmodel=medium",
    "x86_64": "-march=armv* | -mcpu=* | -mbranch-protection=* | -moutline-atomics | -mno-outline-atomics",
}

PROGRAM = """#!/bin/sh
exec {program} "$@"
"""


class NoCompiler(Exception):
    """Why there is nothing to compile with; the message is for people."""


class Compilers:
    """What is called inside the wrappers, and where the wrappers are."""

    def __init__(self, options, target: "pathlib.Path", to: "pathlib.Path") -> None:
        self._options = options
        self._include = target / "include" / "python{}".format(options.python_version)
        self.bin = to / "bin"

    def write(self) -> None:
        program, version = find_zig()
        triple = "{}.{}".format(self._options.triple, self._options.glibc)
        # zig traps undefined behaviour where it is not told to optimise; no other compiler does so unasked.
        always = "-target {} -fno-sanitize=undefined -Wno-unused-command-line-argument".format(triple)
        # It compiles the C and C++ libraries of a target when they are first linked, which takes longer than most wheels.
        shared = self._options.cache and pathlib.Path(self._options.cache, "zig")
        own = self.bin.parent / "zig"
        caches = {"ZIG_GLOBAL_CACHE_DIR": shared or own, "ZIG_LOCAL_CACHE_DIR": own}
        run = " ".join("{}={}".format(name, shlex.quote(str(place))) for name, place in caches.items())
        zig = "env {} {}".format(run, shlex.quote(program))
        for name in ("cc", "c++"):
            self._compiler(name, "{} {} {}".format(zig, name, always), version, ZIG_WORDS)
        for name in ("ar", "ranlib"):
            self._program(self.bin / name, "{} {}".format(zig, name))
        self._program(self.bin / "ld", "{} ld.lld".format(zig))
        # Everything was linked without symbols already.
        self._program(self.bin / "strip", "true")

    def _compiler(self, name: str, program: str, version: str, own: str) -> None:
        text = COMPILER.format(
            version=version,
            python=self._options.python_version,
            include=shlex.quote(str(self._include)),
            triple=self._options.triple,
            foreign=FOREIGN.get(self._options.architecture, "-m64 | -m32"),
            own=own,
            program=program,
        )
        self._file(self.bin / name, text)

    def _program(self, path: "pathlib.Path", program: str) -> None:
        self._file(path, PROGRAM.format(program=program))

    def _file(self, path: "pathlib.Path", text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def find_zig() -> "tuple[str, str]":
    """The program itself, whose Python wrapper would start a Python for each file that is compiled, and its version."""
    try:
        import ziglang
    except ImportError:
        raise NoCompiler("the tool environment has no ziglang") from None
    program = os.path.join(os.path.dirname(os.path.abspath(ziglang.__file__)), "zig")
    said = subprocess.run([program, "version"], stdout=subprocess.PIPE, check=False).stdout.decode().strip()
    return program, "zig {}".format(said)
