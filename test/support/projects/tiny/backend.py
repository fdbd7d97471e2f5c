"""A build back end of the standard library alone: tests of failures need no package index.

TINY says what the build of the wheel does beside its work: "fail", "slow", "hang" (for TINY_SECONDS), "shout" (100 MB of
output), "clone" (git clone), "compile" (an extension for this Python alone). TINY_MEMBER is the name of a member that the
sdist should not have.
"""

import base64
import hashlib
import io
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
import zipfile

NAME = "tiny"
# Read as a text: not every Python that this runs on has tomllib.
VERSION = re.search(r'^version = "(.+)"$', pathlib.Path("pyproject.toml").read_text(), re.M).group(1)
METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: {}\nRequires-Python: >=3.9\n".format(NAME, VERSION)
FILES = ["pyproject.toml", "backend.py", "tiny.py", "wheelway.toml"]


def build_sdist(folder, config_settings=None):
    root = "{}-{}".format(NAME, VERSION)
    with tarfile.open(os.path.join(folder, root + ".tar.gz"), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        add(archive, root + "/PKG-INFO", METADATA.encode())
        for name in filter(os.path.exists, FILES):
            with open(name, "rb") as file:
                add(archive, root + "/" + name, file.read())
        # A test may want a member that no archive should have.
        evil = os.environ.get("TINY_MEMBER")
        if evil:
            add(archive, evil, b"evil\n")
    return root + ".tar.gz"


def add(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def build_wheel(folder, config_settings=None, metadata_directory=None):
    misbehave(os.environ.get("TINY"))
    info = "{}-{}.dist-info".format(NAME, VERSION)
    compiled = os.environ.get("TINY") == "compile"
    tag = own_tag() if compiled else "py3-none-any"
    pure = str(not compiled).lower()
    wheel = "Wheel-Version: 1.0\nGenerator: tiny\nRoot-Is-Purelib: {}\nTag: {}\n".format(pure, tag)
    with open("tiny.py", "rb") as file:
        contents = {"tiny.py": file.read()}
    if compiled:
        contents["_tiny" + sysconfig.get_config_var("EXT_SUFFIX")] = extension()
    contents[info + "/METADATA"] = METADATA.encode()
    contents[info + "/WHEEL"] = wheel.encode()
    record = "".join("{},sha256={},{}\n".format(name, digest(data), len(data)) for name, data in contents.items())
    contents[info + "/RECORD"] = (record + info + "/RECORD,,\n").encode()
    file = "{}-{}-{}.whl".format(NAME, VERSION, tag)
    with zipfile.ZipFile(os.path.join(folder, file), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file


def own_tag():
    python = "cp{}{}".format(*sys.version_info[:2])
    return "{0}-{0}-{1}".format(python, re.sub(r"[-.]", "_", sysconfig.get_platform()))


def extension():
    source = (
        "#include <Python.h>\n"
        'static struct PyModuleDef tiny = {PyModuleDef_HEAD_INIT, "_tiny"};\n'
        "PyMODINIT_FUNC PyInit__tiny(void) { return PyModule_Create(&tiny); }\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder, "_tiny.so")
        pathlib.Path(folder, "tiny.c").write_text(source)
        include = "-I" + sysconfig.get_path("include")
        subprocess.run(["cc", "-shared", "-fPIC", include, "-o", made.name, "tiny.c"], cwd=folder, check=True)
        return made.read_bytes()


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def misbehave(how):
    if how == "fail":
        sys.exit("the build of tiny fails, as it was told to")
    if how == "hang":
        # With a child of its own, as builds have; a test finds it by the number.
        seconds = os.environ.get("TINY_SECONDS", "1800")
        subprocess.run([sys.executable, "-c", "import time; time.sleep({})".format(seconds)])
    if how == "slow":
        time.sleep(5)
    if how == "shout":
        line = "x" * 99 + "\n"
        for _ in range(100):
            sys.stdout.write(line * 10_000)
        sys.stdout.flush()
        sys.exit("and now it fails")
    if how == "clone":
        subprocess.run(["git", "clone", "https://git.example.org/needed/library.git", "library"], check=True)
