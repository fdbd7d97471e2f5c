"""Makes the tool environment from a requirements file with hashes: wheels only, nothing resolved, nothing built.

    python tools.py REQUIREMENTS TO [OPTIONAL]      what is in OPTIONAL may have no wheel for this system
"""

import os
import pathlib
import subprocess
import sys
import venv

# Finds the interpreter beside itself, so that the folder can be mounted anywhere. Both a shell and a Python script.
RELOCATABLE = b"""#!/bin/sh
'''exec' "$(dirname -- "$(realpath -- "$0")")/python" "$0" "$@"
' '''
"""


def main() -> int:
    requirements, to, *optional = sys.argv[1:]
    if sys.version_info < (3, 9):
        print(f"the tools need Python 3.9 or newer, this is {sys.version.split()[0]}")
        return 1
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        print(f"{sys.executable} has no ensurepip: install the package that brings it (Debian: python3-venv)")
        return 1
    builder = venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt")
    builder.create(to)
    programs = pathlib.Path(to, "Scripts" if os.name == "nt" else "bin")
    python = str(programs / ("python.exe" if os.name == "nt" else "python"))
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    exact = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    words = ["install", "--quiet", "--no-warn-script-location", *exact, "-r", requirements]
    subprocess.run([*pip, *words], check=True)
    for file in optional:
        if subprocess.run([*pip, *words[:-1], file]).returncode != 0:
            print("these tools are not for this system; it goes on without them")
    subprocess.run([*pip, "list", "--format", "freeze"], check=True)
    # Nothing installs into this environment again.
    bundled = ["pip"] if sys.version_info >= (3, 12) else ["pip", "setuptools"]
    subprocess.run([*pip, "uninstall", "--quiet", "--yes", *bundled], check=True)
    if os.name != "nt":
        make_relocatable(programs)
    return 0


def make_relocatable(programs: pathlib.Path) -> None:
    shebang = b"#!" + os.fsencode(programs.resolve())
    for program in programs.iterdir():
        if program.is_symlink() or not program.is_file():
            continue
        content = program.read_bytes()
        # pip writes /bin/sh and 'exec' itself where the path is long.
        if content.startswith((shebang, b"#!" + os.fsencode(programs), b"#!/bin/sh\n'''exec'")):
            body = content.split(b"\n", 3)[3] if content.startswith(b"#!/bin/sh") else content.split(b"\n", 1)[1]
            program.write_bytes(RELOCATABLE + body)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        # venv keeps to itself what ensurepip said.
        if error.output:
            print(error.output.decode(errors="replace"), flush=True)
        sys.exit(error.returncode)
