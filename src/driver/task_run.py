"""Runs the commands of one task, in order, and says how each ended (TaskResult in protocol.ts)."""

from __future__ import annotations

import json
import os
import shlex
import time
from typing import Any

from actions import Actions
from diagnosis import Failure, diagnose, from_os_error
from environment import JOBS, base_env, credentials, fill, jobs_env, network_env
from isolation import Isolation
from memory import Peak
from outputs import describe
from processes import Interrupted, TimedOut, run
from tasklog import Masker, TaskLog
from who import who_is
from variation import Variation

TAIL_LINES = 40


class TaskRun:
    def __init__(self, task: dict[str, Any], python: list[str]) -> None:
        self.task = task
        self.started = time.monotonic()
        self.deadline = self.started + task["limits"]["timeoutMs"] / 1000
        self.paths = {name: os.path.normpath(path) for name, path in task["paths"].items()}
        for folder in ("work", "out"):
            os.makedirs(self.paths[folder], exist_ok=True)
        inherited = dict(os.environ)
        self.variation = Variation(task.get("again", {}).get("vary", []), self.paths)
        self.jobs = self.variation.jobs(inherited.get(JOBS, "1"))
        self.paths["jobs"] = self.jobs
        self.base = {**base_env(self.paths["work"], inherited), **jobs_env(self.jobs), **self.variation.env()}
        self.peak = Peak()
        self.network = network_env(inherited)
        self.secrets = {name: read_text(path) for name, path in task["secrets"].items()}
        self.masker = Masker([*self.secrets.values(), *credentials(self.network)])
        self.log = TaskLog(task["log"], self.masker)
        wanted = any(self.network_of(command) == "none" for command in task["commands"])
        self.isolation = Isolation(python, wanted)
        self.actions = Actions(self.paths, self.log.say, self.variation.disturb)
        self.commands: list[dict[str, Any]] = []
        self.outputs: dict[str, Any] = {}
        self.failure: dict[str, Any] | None = None

    def run(self) -> dict[str, Any]:
        interpreter = who_is(self.paths.get("python"), self.base)
        stopped = False
        for command in self.task["commands"]:
            if stopped:
                self.record(command["name"], "skipped", None, 0.0)
            else:
                passed = self.attempt(command)
                stopped = passed is None or (not passed and not command.get("check"))
        if self.failure is None:
            self.describe_outputs()
        self.log.close()
        failed = self.failure is not None
        result = {"version": 1, "id": self.task["id"], "verdict": "failed" if failed else "passed"}
        result.update(commands=self.commands, outputs={} if failed else self.outputs, network=self.network_state())
        result.update(interpreter=interpreter, seconds=round(time.monotonic() - self.started, 3))
        result["surroundings"] = self.variation.facts(self.env_of({}, self.task["network"]), self.jobs)
        result["peakMiB"] = self.peak.mib()
        result["jobs"] = int(self.jobs)
        if failed:
            result["failure"] = self.failure
        return result

    def attempt(self, command: dict[str, Any]) -> bool | None:
        """Runs one command and records it: True, False for a failure, None where nothing can run after it."""
        name, begun = command["name"], time.monotonic()
        announce(self.task["id"], name)
        self.log.begin("==> {}".format(name))
        status: int | None = None
        verdict, failure, fatal = "passed", None, False
        try:
            status = self.execute(command)
            if status != 0:
                failure = diagnose(status, self.log.recent(), self.network_of(command))
        except TimedOut:
            limit = self.task["limits"]["timeoutMs"] / 1000
            verdict, fatal = "timeout", True
            failure = Failure("timeout", "the task's time of {:g} s was over".format(limit))
        except Interrupted:
            failure, fatal = Failure("signal", "the task was stopped"), True
        except Failure as found:
            failure = found
        except OSError as error:
            failure = from_os_error(error)
        if self.log.error is not None:
            failure, fatal = from_os_error(self.log.error), True
        if failure is not None:
            verdict = verdict if verdict == "timeout" else "failed"
            self.fail(name, failure)
        seconds = time.monotonic() - begun
        self.log.say("<== {}: {} after {:.1f} s".format(name, failure.message if failure else "passed", seconds))
        self.record(name, verdict, status if status is None or status >= 0 else None, seconds)
        return None if fatal else failure is None

    def execute(self, command: dict[str, Any]) -> int:
        if "unlessEmpty" in command and os.path.getsize(fill(command["unlessEmpty"], self.paths)) == 0:
            self.log.say("nothing to do")
            return 0
        network = self.network_of(command)
        env = self.env_of(command, network)
        if "action" in command:
            self.actions.perform(command["action"], network, env, self.deadline)
            return 0
        if "shell" in command:
            script = fill(command["shell"], self.paths)
            argv, shown = shell(script), script.splitlines()
        else:
            argv = [fill(word, self.paths) for word in command["argv"]]
            shown = [" ".join(map(quoted, argv))]
        for line in shown:
            self.log.say("$ " + line)
        cwd = fill(command.get("cwd", "{work}"), self.paths)
        if not os.path.isdir(cwd):
            raise Failure("exit", "its working folder does not exist: {}".format(cwd))
        stdout = fill(command["stdout"], self.paths) if "stdout" in command else None
        connections = self.isolation.connections(network, self.paths["work"])
        argv = self.isolation.argv(argv, network, self.task["limits"]["memoryMiB"] * 1024 * 1024, connections)
        return run(argv, env, cwd, self.log.write, stdout, self.deadline, self.peak.look, connections)

    def network_of(self, command: dict[str, Any]) -> str:
        return "none" if command.get("network") == "none" else self.task["network"]

    def env_of(self, command: dict[str, Any], network: str) -> dict[str, str]:
        env = {**self.base, **(self.network if network == "index" else {})}
        known = {**self.paths, "PATH": self.base["PATH"]}
        for layer in (self.task["env"], command.get("env", {})):
            env.update({name: fill(value, known) for name, value in layer.items()})
        return {**env, **self.secrets}

    def describe_outputs(self) -> None:
        for name, path in self.task["outputs"].items():
            try:
                self.outputs[name] = describe(name, fill(path, self.paths))
            except Failure as failure:
                self.fail("outputs", failure)
            except OSError as error:
                self.fail("outputs", from_os_error(error))

    def fail(self, command: str, failure: Failure) -> None:
        """The first failure is the one that is told."""
        if self.failure is not None:
            return
        tail = [line.rstrip("\r\n") for line in self.log.recent().splitlines()[-TAIL_LINES:]]
        told = {"reason": failure.reason, "command": command, "message": self.masker.mask(failure.message)}
        if failure.reached_for:
            told["reachedFor"] = failure.reached_for
        self.failure = {**told, "tail": tail}

    def record(self, name: str, verdict: str, status: int | None, seconds: float) -> None:
        self.commands.append({"name": name, "verdict": verdict, "exitStatus": status, "seconds": round(seconds, 3)})

    def network_state(self) -> dict[str, str]:
        problem = self.isolation.problem
        if self.task["network"] == "index":
            return {"state": "open"}
        return {"state": "not-isolated", "why": problem} if problem else {"state": "isolated"}


def shell(text: str) -> list[str]:
    """The environment's shell; a script stops at its first failing line."""
    if os.name == "nt":
        return [os.environ.get("COMSPEC", "cmd.exe"), "/d", "/s", "/c", text]
    return ["/bin/sh", "-e", "-c", text]


def quoted(word: str) -> str:
    """As a shell would read it; of a whole program, its first line."""
    first, *more = word.split("\n")
    return shlex.quote(first + " ..." if more else word)


def announce(task: str, command: str) -> None:
    print("@wheelway " + json.dumps({"task": task, "command": command}), flush=True)


def read_text(path: str) -> str:
    with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
        return file.read()
