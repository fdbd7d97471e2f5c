"""A build back end of the standard library alone: tests of failures need no package index.

TINY says what the build of the wheel does beside its work: "fail", "slow", "hang" (for TINY_SECONDS), "shout" (100 MB of
output), "clone" (git clone). TINY_MEMBER is the name of a member that the sdist should not have.
"""

import base64
import hashlib
import io
import os
import pathlib
import re
import subprocess
import sys
import tarfile
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
    wheel = "Wheel-Version: 1.0\nGenerator: tiny\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with open("tiny.py", "rb") as file:
        contents = {"tiny.py": file.read()}
    contents[info + "/METADATA"] = METADATA.encode()
    contents[info + "/WHEEL"] = wheel.encode()
    record = "".join("{},sha256={},{}\n".format(name, digest(data), len(data)) for name, data in contents.items())
    contents[info + "/RECORD"] = (record + info + "/RECORD,,\n").encode()
    file = "{}-{}-py3-none-any.whl".format(NAME, VERSION)
    with zipfile.ZipFile(os.path.join(folder, file), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file


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
