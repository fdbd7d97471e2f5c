"""Inside the image: builds a project once for each Python, then times again what one changed file costs at the least.

That is: its unit, compiled once; every extension of every Python, linked; every wheel, repaired. The commands are those
that the build itself has printed.
"""

import json
import os
import resource
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

project, changed, requirements, result, *tags = sys.argv[1:]
work = Path("/tmp/floor")


def build(tag):
    """What the build of this Python has printed, and its wheel."""
    python = work / tag / "bin/python"
    subprocess.run(["uv", "venv", "-q", "-p", f"/opt/python/{tag}-{tag}/bin/python", work / tag], check=True)
    subprocess.run(["uv", "pip", "install", "-q", "-p", python, *shlex.split(requirements)], check=True)
    out = work / f"wheel-{tag}"
    argv = [python, "setup.py", "bdist_wheel", "-d", out]
    text = subprocess.run(argv, cwd=project, check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout
    return [shlex.split(line) for line in text.splitlines() if " -o " in line], next(out.glob("*.whl"))


def run(argv):
    subprocess.run(argv, cwd=project, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


built = [build(tag) for tag in tags]
commands = [argv for lines, _ in built for argv in lines]
unit = next(argv for argv in commands if "-c" in argv and changed in argv)
links = [argv for argv in commands if "-shared" in argv]
repairs = [["auditwheel", "repair", "-w", f"{wheel.parent}-repaired", str(wheel)] for _, wheel in built]
costs = []
for _ in range(6):
    before, started = cpu(), time.monotonic()
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        run(unit)
        list(pool.map(run, links))
        list(pool.map(run, repairs))
    costs.append({"wallMs": (time.monotonic() - started) * 1000, "cpuMs": (cpu() - before) * 1000, "peakMiB": 0})
Path(result).write_text(json.dumps(costs))
