"""Repairs the one wheel of a folder with the tool of its system, and says what that tool found."""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys


def run(argv: "list[str]") -> int:
    print("$", " ".join(argv), flush=True)
    return subprocess.run(argv, check=False).returncode


def linux(wheel: pathlib.Path, to: pathlib.Path, options: argparse.Namespace) -> int:
    """auditwheel with policy "auto": the oldest policy that the wheel meets, so that it runs on the most systems."""
    auditwheel = [sys.executable, str(pathlib.Path(__file__).with_name("auditwheel_here.py"))]
    excludes = [word for name in options.exclude for word in ("--exclude", name)]
    repair = ["repair", "--plat", "auto", *excludes, *options.arg, "-w", str(to), str(wheel)]
    return run([*auditwheel, "show", str(wheel), "--then", *repair])


def macos(wheel: pathlib.Path, to: pathlib.Path, options: argparse.Namespace) -> int:
    excludes = [word for name in options.exclude for word in ("--exclude", name)]
    delocate = str(pathlib.Path(sys.executable).with_name("delocate-wheel"))
    archs = ["--require-archs", options.architecture] if options.architecture else []
    return run([delocate, *archs, *excludes, *options.arg, "-w", str(to), "-v", str(wheel)])


def windows(wheel: pathlib.Path, to: pathlib.Path, options: argparse.Namespace) -> int:
    excludes = [word for name in options.exclude for word in ("--exclude", name)]
    return run([sys.executable, "-m", "delvewheel", "repair", *excludes, *options.arg, "-w", str(to), str(wheel)])


def custom(command: "str | list[str]", wheel: pathlib.Path, to: pathlib.Path) -> int:
    """The user's own command; `{wheel}` and `{out}` reach here as @wheel@ and @out@."""

    def fill(text: str) -> str:
        return text.replace("@wheel@", str(wheel)).replace("@out@", str(to))

    if isinstance(command, str):
        return subprocess.run(fill(command), shell=True, check=False).returncode
    return run([fill(word) for word in command])


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--system", choices=["linux", "macos", "windows"], required=True)
    parser.add_argument("--architecture")
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--arg", action="append", default=[])
    parser.add_argument("--command", type=json.loads, help="JSON: replaces the tool")
    parser.add_argument("--to", required=True)
    parser.add_argument("folder")
    options = parser.parse_args()
    to = pathlib.Path(options.to)
    to.mkdir(parents=True, exist_ok=True)
    wheels = sorted(pathlib.Path(options.folder).glob("*.whl"))
    if len(wheels) != 1:
        print(f"expected one wheel from the build, found {len(wheels)}: {[w.name for w in wheels]}")
        return 1
    wheel = wheels[0]
    if wheel.stem.endswith("-any"):
        print(f"{wheel.name} is pure: nothing to repair")
        shutil.copy2(wheel, to / wheel.name)
        return 0
    if options.command is not None:
        return custom(options.command, wheel, to)
    return {"linux": linux, "macos": macos, "windows": windows}[options.system](wheel, to, options)


if __name__ == "__main__":
    sys.exit(main())
