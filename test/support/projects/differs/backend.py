"""A build back end of the standard library alone whose wheel differs from build to build, in the way that DIFFERS names.

time, date, path, random, folder (its order), set (its order), umask, locale, processors, lines of RECORD, member (a name
by chance).
"""

import base64
import datetime
import hashlib
import io
import locale
import os
import tarfile
import time
import zipfile

NAME, VERSION = "differs", "1.0"
METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: {}\nRequires-Python: >=3.9\n".format(NAME, VERSION)
FILES = ["pyproject.toml", "wheelway.toml", "backend.py", "differs.py", "data/b.txt", "data/a.txt", "data/c.txt"]


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def local_date():
    return datetime.date.today().isoformat()


WAYS = {
    "time": lambda: "built at {}".format(time.time()),
    "date": local_date,
    "path": os.getcwd,
    "random": lambda: os.urandom(16).hex(),
    "folder": lambda: " ".join(os.listdir("data")),
    "set": lambda: " ".join({"apple", "pear", "plum", "quince", "cherry", "fig"}),
    "umask": lambda: oct(umask()),
    "locale": lambda: str(locale.setlocale(locale.LC_ALL, "")),
    "processors": lambda: str(len(os.sched_getaffinity(0))),
    "times": lambda: str(os.stat("differs.py").st_mtime),
}


def build_sdist(folder, config_settings=None):
    root = "{}-{}".format(NAME, VERSION)
    with tarfile.open(os.path.join(folder, root + ".tar.gz"), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        add(archive, root + "/PKG-INFO", METADATA.encode())
        for name in filter(os.path.exists, FILES):
            with open(name, "rb") as file:
                add(archive, root + "/" + name, file.read())
    return root + ".tar.gz"


def add(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mtime = time.time()
    archive.addfile(member, io.BytesIO(content))


def build_wheel(folder, config_settings=None, metadata_directory=None):
    way = os.environ.get("DIFFERS", "")
    info = "{}-{}.dist-info".format(NAME, VERSION)
    wheel = "Wheel-Version: 1.0\nGenerator: differs\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with open("differs.py", "rb") as file:
        contents = {"differs.py": file.read()}
    if way in WAYS:
        contents["differs_build.py"] = 'BUILT = """{}"""\n'.format(WAYS[way]()).encode()
    if way == "member":
        contents["differs_{}.py".format(os.urandom(4).hex())] = b""
    contents[info + "/METADATA"] = METADATA.encode()
    contents[info + "/WHEEL"] = wheel.encode()
    names = [name for name in contents] if way != "record" else list(set(contents))
    record = "".join("{},sha256={},{}\n".format(n, digest(contents[n]), len(contents[n])) for n in names)
    contents[info + "/RECORD"] = (record + info + "/RECORD,,\n").encode()
    file = "{}-{}-py3-none-any.whl".format(NAME, VERSION)
    with zipfile.ZipFile(os.path.join(folder, file), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return file


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
