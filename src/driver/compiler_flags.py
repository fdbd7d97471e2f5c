"""What a CPython's sysconfig reads before its own file of the same name: the flags of extension modules in one form.

The flags that an interpreter was compiled with are those of its extension modules too. Some differ between versions
without a difference in what is compiled, and would make of one source as many compilations as there are interpreters:

- warnings decide no byte; all but -Wall and those that are errors are left out
- -fno-strict-overflow stands for -fwrapv too (CPython 3.13 changed from one to the other; it implies -fwrapv and, from
  GCC 8 on, -fwrapv-pointer), so the wider one is taken
- -DOPENSSL_...: of the ssl module that was built with the interpreter
- the order: they are sorted, the optimisation first; a user's own CFLAGS still come after

All other flags are kept as they are, and all of them where their order may matter.
"""

import os
import re
import sys


def _own_file():
    here = os.path.dirname(os.path.abspath(__file__))
    for folder in sys.path:
        path = os.path.join(folder, os.path.basename(__file__))
        if os.path.abspath(folder) != here and os.path.isfile(path):
            return path
    raise ImportError("there is no other {}".format(__name__))


_original = {}
with open(_own_file(), encoding="utf-8") as _file:
    exec(compile(_file.read(), _file.name, "exec"), _original)
build_time_vars = dict(_original["build_time_vars"])

_OVERFLOW = ("-fwrapv", "-fno-strict-overflow")
# Flags whose value is the next word, or is in quotes: not ours to take apart.
_SEVERAL_WORDS = re.compile(
    r"""["'\\]|(^|\s)(-arch|-isysroot|-include|-isystem|-I|-D|-U|-target|-Xclang|--param)(\s|$)"""
)
_NOISE = re.compile(r"-DOPENSSL_|-W(?!error|no-error|a,|l,|p,)")
_LEVEL = re.compile(r"-O|-g\d?$")


def _in_one_form(flags):
    words = [word for word in flags.split() if not _NOISE.match(word)]
    if any(word in _OVERFLOW for word in words):
        words = [word for word in words if word not in _OVERFLOW] + ["-fno-strict-overflow"]
    levels = [word for word in words if _LEVEL.match(word)]
    others = set(words) - set(levels)
    # -fx and -fno-x, or -march= twice: the order decides.
    contrary = {re.sub("^-([fm])no-", r"-\1", word).split("=")[0] for word in others}
    if _SEVERAL_WORDS.search(flags) or len(contrary) < len(others):
        return flags
    optimisation = [word for word in levels if word.startswith("-O")][-1:]
    debugging = [word for word in levels if word.startswith("-g")][-1:]
    return " ".join([*optimisation, *debugging, *sorted(others), "-Wall"])


for _key in ("CFLAGS", "PY_CFLAGS", "OPT", "BASECFLAGS"):
    if build_time_vars.get(_key):
        build_time_vars[_key] = _in_one_form(build_time_vars[_key])
