"""Runs one task inside its environment: reads task.json, runs its commands, writes the log and result.json.

    python driver.py TASK.JSON [--parent-pipe]

The shapes are those of protocol.ts. The exit status is 0 whenever result.json was written, whatever its verdict.
Standard output gets one line a started command: `@wheelway {"task": "sdist", "command": "build sdist"}`. With
--parent-pipe, standard input is a pipe held by the parent, and its end means that the parent is gone. Standard library,
Python 3.8 or newer.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from environment import started_as  # noqa: E402
from processes import Interrupted, adopt_orphans  # noqa: E402
from task_run import TaskRun  # noqa: E402

# Bytes kept free for result.json: it has at most some hundred commands and outputs, and forty lines.
ROOM = 256 * 1024


def write_result(path: str, result: dict[str, Any]) -> None:
    """Atomically: who finds the file finds all of it."""
    part = path + ".part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump(result, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def hold_room(path: str) -> None:
    """A little of the disk for the result, should the task fill the rest."""
    with open(path, "wb") as file:
        file.write(bytes(ROOM))


def make_room(task: dict[str, Any]) -> None:
    """On a full disk the verdict is worth more than temporary files and half an output."""
    os.remove(task["result"] + ".room")
    work = task["paths"]["work"]
    for folder in (os.path.join(work, ".tmp"), os.path.join(work, ".home"), task["paths"]["out"]):
        shutil.rmtree(folder, ignore_errors=True)


def stop_when_told() -> None:
    def interrupt(*_: object) -> None:
        # Once is enough: what cleans up must not be interrupted again.
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Interrupted

    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    for number in numbers:
        signal.signal(number, interrupt)


def watch_parent() -> None:
    def watch() -> None:
        while os.read(0, 1024):
            pass
        signal.raise_signal(signal.SIGINT) if os.name == "nt" else os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def main(argv: list[str]) -> int:
    with open(argv[1], encoding="utf-8") as file:
        task = json.load(file)
    os.umask(0o022)
    stop_when_told()
    adopt_orphans()
    hold_room(task["result"] + ".room")
    try:
        run = TaskRun(task, started_as(argv[0]))
        # Only now: what was made forks, which goes without threads.
        if "--parent-pipe" in argv:
            watch_parent()
        result = run.run()
    except Interrupted:
        return 130
    for room_is_made in (False, True):
        try:
            write_result(task["result"], result)
            break
        except OSError as error:
            if room_is_made:
                print("the result cannot be written: {}".format(error), file=sys.stderr)
                return 1
            make_room(task)
    if os.path.exists(task["result"] + ".room"):
        os.remove(task["result"] + ".room")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
