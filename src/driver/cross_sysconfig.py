"""Reads the build data of a target's interpreter without running it, and writes it for a build on this machine."""

import ast
import pathlib
import pprint
import re

# Names under which an interpreter of a machine looks for its build data; the second one is Debian's.
NAMES = ("_sysconfigdata_{abi}_linux_{machine}-linux-gnu.py", "_sysconfigdata_{abi}_{machine}-linux-gnu.py")

# Values made of compiler flags, from which what belongs to the machine that compiled Python has to go.
FLAGS = re.compile(r"(FLAGS|^OPT$|^CCSHARED$|LIBS$|^LINKFORSHARED$|^BLDLIBRARY$)")
# Folders and files of that machine, profiles, and what only its own compiler understands.
DROPPED = re.compile(
    r"^(-I/|-L|-R|-isystem/|-Wl,-rpath|-specs=|-fprofile|-flto|-fuse-linker-plugin|-ffat-lto|-fuse-ld=|"
    r"-f(file|debug|macro)-prefix-map=|-m(arch|tune|cpu)=|-m64$|-m32$|-fcf-protection|-g\d?$|-fno-semantic-interposition$)"
)


class BadTarget(Exception):
    """Why the target's interpreter cannot be compiled for; the message is for people."""


def read(path: "pathlib.Path") -> dict:
    """`build_time_vars` of a sysconfig data module, as literals: nothing of it is run."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BadTarget("{} cannot be read: {}".format(path.name, error)) from None
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(getattr(to, "id", "") == "build_time_vars" for to in node.targets):
            try:
                found = ast.literal_eval(node.value)
            except ValueError:
                break
            if isinstance(found, dict):
                return found
    raise BadTarget("{} holds no plain build_time_vars".format(path.name))


def find(target: "pathlib.Path", version: str) -> "pathlib.Path":
    """The one sysconfig data module of CPython `version` (`3.12`, `3.14t`) with data in it."""
    folder = target / "lib" / "python{}".format(version)
    for path in sorted(folder.glob("_sysconfigdata*.py")):
        try:
            read(path)
        except BadTarget:
            # Debian has a second one that only imports the first.
            continue
        return path
    raise BadTarget("the target has no sysconfig data of CPython {}".format(version))


def check(data: dict, version: str, architecture: str) -> None:
    """Is it what the task says it is?"""
    suffix = str(data.get("EXT_SUFFIX", ""))
    if "-{}-linux-gnu".format(architecture) not in suffix:
        raise BadTarget("the target's extension suffix is {}, not one of {} with glibc".format(suffix, architecture))
    tag = "cpython-" + version.replace(".", "", 1)
    if tag + "-" not in suffix:
        raise BadTarget("the target's extension suffix is {}, not one of CPython {}".format(suffix, version))


def rewritten(data: dict, target: "pathlib.Path", tools: "pathlib.Path", version: str) -> dict:
    """The same data with this build's compilers, with the paths of the tree `target`, without the other machine's flags."""
    changed = dict(data)
    for name, value in data.items():
        if isinstance(value, str) and FLAGS.search(name):
            changed[name] = " ".join(word for word in value.split() if not DROPPED.match(word))
    cc, cxx = str(tools / "cc"), str(tools / "c++")
    changed.update(CC=cc, CXX=cxx, LINKCC=cc, MAINCC=cc, AR=str(tools / "ar"), RANLIB=str(tools / "ranlib"))
    for name, compiler in (("LDSHARED", cc), ("BLDSHARED", cc), ("LDCXXSHARED", cxx)):
        changed[name] = " ".join([compiler, "-shared", *link_words(str(data.get(name, "")))])
    include = target / "include"
    python, library = include / "python{}".format(version), target / "lib"
    changed.update(INCLUDEPY=str(python), CONFINCLUDEPY=str(python))
    changed.update(INCLUDEDIR=str(include), CONFINCLUDEDIR=str(include))
    changed.update(LIBDIR=str(library), LIBPL=str(library), LIBPC=str(library / "pkgconfig"))
    changed.update(prefix=str(target), exec_prefix=str(target), BINDIR=str(target / "bin"))
    return changed


def link_words(command: str) -> "list[str]":
    """What a link command says beside its compiler."""
    return [word for word in command.split()[1:] if word != "-shared" and not DROPPED.match(word)]


def write(data: dict, to: "pathlib.Path", version: str, architecture: str, machine: str) -> None:
    """
    `sysconfig/` has the module under the target's own name, for what reads it as a file. `python/` has it under the name that
    this machine's interpreter asks for: there it stands before its own one, except for `python -I`, as which uv asks an
    interpreter what it is.
    """
    text = "# Build data of the target's interpreter, with the paths of this build.\nbuild_time_vars = "
    text += pprint.pformat(data) + "\n"
    abi = version.lstrip("0123456789.")
    for folder, names, name_of in (("sysconfig", NAMES[:1], architecture), ("python", NAMES, machine)):
        (to / folder).mkdir(parents=True, exist_ok=True)
        for name in names:
            (to / folder / name.format(abi=abi, machine=name_of)).write_text(text, encoding="utf-8")
