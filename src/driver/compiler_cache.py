"""Runs a build with its compilers behind wrappers that fix what they write, count them, and ask a cache first.

    python compiler_cache.py --work DIR [--cache DIR --sccache PROGRAM] [--cpython PYTHON] [--place PLACE]
        (-- ARGV... | --shell TEXT)

Each compiler that PATH leads to gets two small scripts. The inner one is what the cache knows as the compiler: it
maps the build's folder to a fixed name, notes that it was started, and starts the real one. Its text says which
compiler that is, by content and version, and names no folder, so that one cache serves all interpreters, folders,
containers and images. The outer one asks sccache, and starts the inner one where sccache itself fails: a cache must
neither fail nor change a build. Without a cache the outer one only starts the inner one, so that the bytes are the
same.

With --cpython, the flags that CPythons give to their extension modules are put into one form as well
(compiler_flags.py). The last line printed is `compiler cache: {...}`, see compilations.ts. The exit status is
that of the build.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from typing import Any

NAMES = ["cc", "c++", "gcc", "g++", "clang", "clang++"]
# A container's folder is the same for every task: only there is what was at a path before what is there now.
FIXED_WORK = "/wheelway/work"
SIZE = "2G"

INNER = """#!/bin/sh
# {identity}
folder=${{0%/*}}
case " $* " in
  *" -E "*) kind=e{alike}
    for word; do shift; [ "$word" = -P ] || set -- "$@" "$word"; done ;;
  *" -c "*) kind=c; [ -z "$WHEELWAY_UNIT" ] || : >"$WHEELWAY_UNIT" ;;
  *) kind=o ;;
esac
echo $kind >>"$folder/../started"
read -r real <"$folder/../real/{name}"
read -r work <"$folder/../work"
read -r place <"$folder/../place"
map=$work=/wheelway
[ -z "$place" ] || map=$PWD=/wheelway$place
exec "$real" "-ffile-prefix-map=$map" "$@"
"""

# Where it is compiled is part of the key, since debug information names it: by the place in the build's folder, which is the
# same everywhere, and not by the line that GCC writes of it into what it has preprocessed.
# On a host sccache asks for no lines at all (-P): debug information would be that of another text with the same words.
ALIKE = '; set -- -fno-working-directory "$@"'
# 2: sccache's own failures; from 126 on it could not start, or was killed. Compilers end with 1, or 4.
OUTER = """#!/bin/sh
{wait}SCCACHE_C_CUSTOM_CACHE_BUSTER={place} {sccache} {inner} "$@" 9>&-
status=$?
{tell}if [ $status -eq 2 ] || [ $status -ge 126 ]; then
  echo f >>{folder}/started
  exec {inner} "$@"
fi
exit $status
"""

# All interpreters' builds begin with the same units at the same time. One compiles, the others wait for what it leaves in the
# cache. Units that include Python.h differ between them: there is nothing to wait for.
# A server lists the cache when it is first asked, and never sees what another one adds: where a unit was compiled elsewhere
# since this build began, a server of its own looks for it.
WAIT = """source= lock= fresh=
case " $* " in
  *" -c "*) for word; do case $word in *.[cC] | *.cc | *.cpp | *.cxx) source=$word ;; esac; done ;;
esac
if [ -f "$source" ] && ! grep -q 'Python\\.h' "$source"; then
  sum=$(cksum <"$source")
  lock={locks}/$((${{sum%% *}} % 256))
  if true 2>/dev/null 9>>"$lock"; then
    exec 9>>"$lock"; flock 9
    WHEELWAY_UNIT={folder}/unit.$$; export WHEELWAY_UNIT
    if [ -s "$lock" ] && [ "$lock" -nt {folder}/work ]; then
      fresh=$SCCACHE_SERVER_UDS.$$
      SCCACHE_SERVER_UDS=$fresh; export SCCACHE_SERVER_UDS
      TMPDIR=${{fresh%/*}} {sccache} --start-server >/dev/null 2>&1 9>&-
    fi
  fi
fi
"""
# A server answers before it has written what was compiled.
TELL = """if [ -e "$WHEELWAY_UNIT" ]; then echo >"$lock"; rm -f "$WHEELWAY_UNIT"; sleep 0.1
elif [ -n "$fresh" ] && [ $status -eq 0 ]; then echo h >>{folder}/started; fi
[ -z "$fresh" ] || {sccache} --stop-server >/dev/null 2>&1 9>&-
"""


class Wrappers:
    def __init__(self, work: str, path: str, place: str | None) -> None:
        """`place`: what is compiled anywhere counts as compiled there, and says so in its debug information."""
        self.folder = os.path.join(work, ".compilers")
        self.work = work
        self.place = place
        # Name -> path of its outer wrapper.
        self.found: dict[str, str] = {}
        shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("bin", "inner", "real"):
            os.makedirs(os.path.join(self.folder, name))
        self.write("work", work + "\n")
        self.write("place", (place or "") + "\n")
        self.write("started", "")
        for name in NAMES:
            real = shutil.which(name, path=path)
            if real:
                self.add(name, real, os.path.join(self.folder, "bin", name))
        # What cross.py wrote is called by its path: it gives its place to a wrapper.
        for name in ("cc", "c++"):
            cross = os.path.join(work, "cross", "bin", name)
            if os.path.exists(cross):
                moved = cross + ".own"
                if not os.path.exists(moved):
                    os.rename(cross, moved)
                self.add("cross-" + name, moved, cross)

    def add(self, name: str, real: str, place: str) -> None:
        self.found[name] = place
        self.write(os.path.join("real", name), real + "\n")
        version = said([real, "--version"])
        alike = ALIKE if "Free Software Foundation" in version else ""
        inner = INNER.format(identity=identity(real, version, self.work), name=name, alike=alike)
        self.write(os.path.join("inner", name), inner, 0o755)

    def ask(self, cache: Cache | None) -> str:
        """The folder for PATH."""
        here = quoted(self.place) if self.place else '"${PWD#' + quoted(self.work) + '}"'
        sccache, folder = quoted(cache.program) if cache else "", quoted(self.folder)
        locks = cache.locks() if cache else None
        wait = WAIT.format(locks=quoted(locks), folder=folder, sccache=sccache) if locks else ""
        tell = TELL.format(folder=folder, sccache=sccache) if locks else ""
        for name, place in self.found.items():
            inner = quoted(os.path.join(self.folder, "inner", name))
            plain = '#!/bin/sh\nexec {} "$@"\n'.format(inner)
            asking = OUTER.format(wait=wait, tell=tell, place=here, sccache=sccache, inner=inner, folder=folder)
            self.write(place, asking if cache else plain, 0o755)
        return os.path.join(self.folder, "bin")

    def started(self) -> dict[str, int]:
        with open(os.path.join(self.folder, "started"), encoding="ascii") as file:
            kinds = file.read().split()
        named = {"compiled": "c", "preprocessed": "e", "failed": "f", "hits": "h"}
        return {name: kinds.count(kind) for name, kind in named.items()}

    def write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
        os.chmod(path, mode)


def identity(compiler: str, version: str, work: str) -> str:
    """What decides its output besides its input: the program, its version, and the assembler that it runs."""
    with open(compiler, "rb") as file:
        content = file.read()
    if content.startswith(b"#!"):
        # cross.py's name the folder of the build, and the interpreter's headers, which are input.
        content = re.sub(rb"python3\.\d+t?", b"python3", content.replace(os.fsencode(work), b"/wheelway/work"))
    digest = hashlib.sha256(content)
    assembler = said([compiler, "-print-prog-name=as"]).strip() or "as"
    digest.update((version + said([assembler, "--version"])).encode("utf-8", "surrogateescape"))
    return "{} {}".format(os.path.basename(compiler), digest.hexdigest())


def said(argv: list[str]) -> str:
    try:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        done = subprocess.run(argv, timeout=60, **pipes)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return done.stdout.decode("utf-8", "surrogateescape")


class Cache:
    """sccache's server, for the time of one command. It runs behind the same fence as the build."""

    def __init__(self, program: str, folder: str, work: str) -> None:
        self.program = program
        folder_of_sockets = os.path.join(work, ".compilers")
        if os.path.isdir("/proc/self/fd"):
            # The path of a unix socket has at most 107 bytes.
            self._own_folder = os.open(folder_of_sockets, os.O_RDONLY)
            folder_of_sockets = "/proc/{}/fd/{}".format(os.getpid(), self._own_folder)
        self.env = {
            "SCCACHE_SERVER_UDS": folder_of_sockets + "/sock",
            "SCCACHE_DIR": folder,
            "SCCACHE_CACHE_SIZE": SIZE,
            "SCCACHE_IDLE_TIMEOUT": "0",
            "SCCACHE_IGNORE_SERVER_IO_ERROR": "1",
            "SCCACHE_CONF": os.path.join(work, ".compilers", "no-such-file"),
            # In a folder that differs between tasks an include file found by its path alone may be another task's.
            "SCCACHE_DIRECT": "true" if work == FIXED_WORK else "false",
        }
        if work != FIXED_WORK:
            self.env["SCCACHE_BASEDIRS"] = work

    def start(self, env: dict[str, str]) -> str | None:
        """Why it cannot be used; None where it can."""
        try:
            # The server tells that it is there through a socket in the folder of temporary files.
            short = {"TMPDIR": os.path.dirname(self.env["SCCACHE_SERVER_UDS"])}
            done = self._run(["--start-server"], {**env, **short})
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        if done.returncode == 0:
            return None
        lines = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "exit status {}".format(done.returncode)

    def locks(self) -> str | None:
        """A folder beside the cache, which builds in other folders and containers have as well; None where nothing can wait."""
        folder = os.path.join(self.env["SCCACHE_DIR"], "locks")
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            return None
        return folder if shutil.which("flock") else None

    def stop(self, env: dict[str, str]) -> dict[str, Any]:
        """Its statistics; empty where it does not answer any more."""
        try:
            stats = json.loads(self._run(["--show-stats", "--stats-format=json"], env).stdout)
            self._run(["--stop-server"], env)
            return stats["stats"]
        except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
            return {}

    def _run(self, words: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.run([self.program, *words], env={**env, **self.env}, timeout=30, **pipes)


def flags_in_one_form(python: str, folder: str, env: dict[str, str]) -> dict[str, str]:
    """Puts a file of ours before the one that `python` reads; a copy, since Python writes byte code beside what it imports."""
    name = said([python, "-c", "import sysconfig; print(sysconfig._get_sysconfigdata_name())"]).strip()
    if not re.fullmatch(r"[\w-]+", name):
        return {}
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compiler_flags.py")
    to = os.path.join(folder, "python")
    os.makedirs(to)
    shutil.copyfile(source, os.path.join(to, name + ".py"))
    before = [env["PYTHONPATH"]] if env.get("PYTHONPATH") else []
    return {"PYTHONPATH": os.pathsep.join([to, *before])}


def quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"


def total(counted: Any) -> int:
    """sccache counts by language."""
    counts = counted.get("counts", {}) if isinstance(counted, dict) else {}
    return sum(number for number in counts.values() if isinstance(number, int))


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("work", "cache", "sccache", "cpython", "place", "shell"):
        parser.add_argument("--" + name)
    parser.add_argument("argv", nargs="*")
    options = parser.parse_args()
    argv = ["/bin/sh", "-e", "-c", options.shell] if options.shell else options.argv
    env = dict(os.environ)
    wrappers = Wrappers(options.work, env["PATH"], options.place)
    cache, why = None, "it is switched off"
    if not os.path.isabs(options.cache or ""):
        pass
    elif not wrappers.found:
        why = "there is no compiler"
    elif not (options.sccache and os.path.exists(options.sccache)):
        why = "there is no sccache for this system"
    else:
        cache = Cache(options.sccache, options.cache, options.work)
        why = cache.start(env)
    in_use = cache if why is None else None
    told = {**env, "PATH": wrappers.ask(in_use) + os.pathsep + env["PATH"]}
    if in_use:
        told.update(in_use.env)
    if options.cpython:
        told.update(flags_in_one_form(options.cpython, wrappers.folder, env))
    status = subprocess.run(argv, env=told).returncode
    report: dict[str, Any] = wrappers.started()
    if in_use:
        stats = in_use.stop(env)
        report.update(hits=report["hits"] + total(stats.get("cache_hits")), misses=total(stats.get("cache_misses")))
        report["used"] = "cache_hits" in stats
    else:
        report.update(misses=0, used=False, why=why)
    print("compiler cache: " + json.dumps(report, sort_keys=True), flush=True)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
