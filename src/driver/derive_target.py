"""Writes the headers and build-time data of this Python as the same Python of another Linux architecture has them, or its own.

    python derive_target.py --architecture aarch64 --triple aarch64-linux-gnu --to TREE

The two differ in the names below and in the architecture's own name: found by comparing one version's packages for both
(CPython 3.11, 3.13 and 3.14 of Debian), whose derived and own pyconfig.h are the same text, and whose build data differ in flags
for Python's own modules only. pyconfig.h of 3.9, 3.10 and 3.12 has the same names.
"""

import argparse
import pathlib
import pprint
import re
import shutil
import sys
import sysconfig

# Machine -> what configure finds on it, of what it does not find everywhere.
DIFFERENT = {
    "x86_64": {
        "HAVE_GCC_ASM_FOR_X64": 1,
        "HAVE_GCC_ASM_FOR_X87": 1,
        "HAVE_USABLE_WCHAR_T": 0,
        "PY_SUPPORT_TIER": 1,
        "_Py_HACL_CAN_COMPILE_VEC128": 1,
        "_Py_HACL_CAN_COMPILE_VEC256": 1,
    },
    "aarch64": {
        "HAVE_GCC_ASM_FOR_X64": 0,
        "HAVE_GCC_ASM_FOR_X87": 0,
        # wchar_t is unsigned there, which is what CPython calls usable.
        "HAVE_USABLE_WCHAR_T": 1,
        "PY_SUPPORT_TIER": 2,
        "_Py_HACL_CAN_COMPILE_VEC128": 0,
        "_Py_HACL_CAN_COMPILE_VEC256": 0,
    },
}
DEFINITION = re.compile(r"^(?:#define (\w+) .*|/\* #undef (\w+) \*/)$", re.MULTILINE)


class CannotDerive(Exception):
    """Why there is nothing to derive from; the message is for people."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--architecture", choices=sorted(DIFFERENT), required=True)
    parser.add_argument("--triple", required=True, help="aarch64-linux-gnu")
    parser.add_argument("--to", required=True)
    options = parser.parse_args()
    try:
        derive(options.architecture, options.triple, pathlib.Path(options.to))
    except CannotDerive as error:
        print("the target's headers cannot be derived: {}".format(error))
        return 1
    return 0


def derive(architecture: str, triple: str, to: pathlib.Path) -> None:
    own = sysconfig.get_config_var("MULTIARCH") or ""
    machine = own.split("-")[0]
    if sys.implementation.name != "cpython" or machine not in DIFFERENT or not own.endswith("-linux-gnu"):
        raise CannotDerive("this Python is for {}, {}".format(sys.implementation.name, own or sys.platform))
    threads = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    name = "python{}.{}{}".format(*sys.version_info[:2], threads)
    different = {} if architecture == machine else DIFFERENT[architecture]
    headers = to / "include" / name
    copy_headers(headers)
    pyconfig = configuration(headers / "pyconfig.h", own)
    (headers / "pyconfig.h").write_text(changed_header(pyconfig, different), encoding="utf-8")
    data = changed_data(build_time_vars(), different, (machine, own), (architecture, triple))
    library = to / "lib" / name
    library.mkdir(parents=True)
    file = library / "_sysconfigdata_{}_linux_{}.py".format(threads, triple)
    file.write_text("build_time_vars = " + pprint.pformat(data) + "\n", encoding="utf-8")
    told = "copied from" if architecture == machine else "derived from those of {} of".format(machine)
    print("headers for {}: {} {} {}".format(architecture, told, name, sysconfig.get_config_var("prefix")))


def copy_headers(to: pathlib.Path) -> None:
    own = pathlib.Path(sysconfig.get_paths()["include"])
    if not (own / "Python.h").is_file():
        raise CannotDerive("{} has no Python.h: install the headers of this Python".format(own))
    # Headers of other packages may have been put beside Python's own, as links.
    shutil.copytree(str(own), str(to), symlinks=False, ignore_dangling_symlinks=True)


def configuration(header: pathlib.Path, multiarch: str) -> str:
    """The text of pyconfig.h. Debian's includes that of the architecture from elsewhere."""
    text = header.read_text(encoding="utf-8")
    if "#define SIZEOF_LONG " in text:
        return text
    for folder in (header.parent.name, "python{}.{}".format(*sys.version_info[:2])):
        beside = pathlib.Path("/usr/include", multiarch, folder, "pyconfig.h")
        if beside.is_file():
            return beside.read_text(encoding="utf-8")
    raise CannotDerive("its pyconfig.h names no sizes of types")


def changed_header(text: str, different: dict) -> str:
    def change(match: "re.Match") -> str:
        name = match.group(1) or match.group(2)
        if name not in different:
            return match.group(0)
        value = different[name]
        return "#define {} {}".format(name, value) if value else "/* #undef {} */".format(name)

    return DEFINITION.sub(change, text)


def build_time_vars() -> dict:
    module = __import__(sysconfig._get_sysconfigdata_name(), fromlist=["build_time_vars"])
    return dict(module.build_time_vars)


def changed_data(data: dict, different: dict, own: "tuple[str, str]", target: "tuple[str, str]") -> dict:
    """The names of the architecture, wherever they stand as words, and what configure found."""
    machine, triple = own
    word = re.compile(r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])|(?<![A-Za-z0-9]){}(?![A-Za-z0-9])".format(triple, machine))

    def change(value: object) -> object:
        if not isinstance(value, str):
            return value
        return word.sub(lambda match: target[1] if match.group(0) == triple else target[0], value)

    changed = {name: change(value) for name, value in data.items()}
    changed.update({name: value for name, value in different.items() if name in data})
    return changed


if __name__ == "__main__":
    sys.exit(main())
