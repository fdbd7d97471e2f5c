"""Tries to get out while the wheel is built, writes what happened to wants_network/report.json, and never fails by itself.

The report is {"probes": [record, ...]}, in the order of PROBES. A record has
  probe    the name of the attempt
  target   what it reached for
  outcome  "reached"  it worked (udp: the datagram was handed to the network)
           "refused"  the network answered, but nobody listens there: NOT isolated
           "blocked"  the system would not let it try (no socket was made; EPERM, EACCES ...)
           "absent"   no such unix socket
           "failed"   anything else: no route, no answer in time, a name that was not found
  error    the name of the errno or of the getaddrinfo error, "TIMEOUT", or null
  detail   the message for people, or null

WANTS_NETWORK_NAME, WANTS_NETWORK_TCP and WANTS_NETWORK_UDP (host:port) replace targets, so that a test can put
something there that answers.
"""

import errno
import json
import os
import socket
import threading
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SECONDS = 3.0
BLOCKED = {errno.EPERM, errno.EACCES, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT, errno.ENOSYS}
RESOLVER_ERRORS = {getattr(socket, name): name for name in dir(socket) if name.startswith("EAI_")}


class NoSocket(OSError):
    """The system does not even make a socket, whatever number it gives as the reason."""


def make_socket(family, kind):
    try:
        return socket.socket(family, kind)
    except OSError as error:
        raise NoSocket(error.errno, error.strerror) from error


def resolve(target):
    socket.getaddrinfo(target, 443, type=socket.SOCK_STREAM)


def connect_tcp(target):
    host, port = target.rsplit(":", 1)
    with make_socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.settimeout(SECONDS)
        attempt.connect((host, int(port)))


def send_udp(target):
    host, port = target.rsplit(":", 1)
    with make_socket(socket.AF_INET, socket.SOCK_DGRAM) as attempt:
        attempt.settimeout(SECONDS)
        attempt.sendto(b"wants-network", (host, int(port)))


def connect_unix(target):
    with make_socket(socket.AF_UNIX, socket.SOCK_STREAM) as attempt:
        attempt.settimeout(SECONDS)
        attempt.connect(target)


PROBES = [
    ("dns", resolve, os.environ.get("WANTS_NETWORK_NAME", "example.org")),
    ("tcp", connect_tcp, os.environ.get("WANTS_NETWORK_TCP", "192.0.2.1:443")),
    ("dagger-api", connect_tcp, "127.0.0.1:" + os.environ.get("DAGGER_SESSION_PORT", "8080")),
    ("udp", send_udp, os.environ.get("WANTS_NETWORK_UDP", "192.0.2.1:53")),
    ("dagger-socket", connect_unix, "/run/dagger/engine.sock"),
    ("docker-socket", connect_unix, "/var/run/docker.sock"),
]


def describe(error):
    if isinstance(error, socket.timeout):
        return "failed", "TIMEOUT"
    if isinstance(error, socket.gaierror):
        return "failed", RESOLVER_ERRORS.get(error.errno, str(error.errno))
    if isinstance(error, OSError):
        name = errno.errorcode.get(error.errno, str(error.errno))
        if isinstance(error, NoSocket) or error.errno in BLOCKED:
            return "blocked", name
        return {"ECONNREFUSED": "refused", "ENOENT": "absent"}.get(name, "failed"), name
    return "failed", type(error).__name__


def run(probe, attempt, target):
    record = {"probe": probe, "target": target, "outcome": "failed", "error": "TIMEOUT", "detail": None}

    def work():
        try:
            attempt(target)
        except Exception as error:  # whatever happens is an outcome
            outcome, name = describe(error)
            record.update(outcome=outcome, error=name, detail=str(error))
        else:
            record.update(outcome="reached", error=None)

    # A thread, because getaddrinfo takes no time limit.
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(2 * SECONDS)
    return dict(record)


class build_py_and_probe(build_py):
    def run(self):
        super().run()
        report = {"probes": [run(*probe) for probe in PROBES]}
        path = Path(self.build_lib, "wants_network", "report.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(report, indent=2) + "\n", "utf-8")


setup(cmdclass={"build_py": build_py_and_probe})
