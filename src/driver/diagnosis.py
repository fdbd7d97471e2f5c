"""Why a command failed, as far as its output tells: it wanted the network, or the disk was full."""

from __future__ import annotations

import errno
import re


class Failure(Exception):
    """An expected failure of a command; `reason` is one of TaskFailure's reasons in protocol.ts."""

    def __init__(self, reason: str, message: str, reached_for: list[str] | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.reached_for = reached_for or []


# What tools print when a name, a host or the whole network is out of reach. A group `host` names what they wanted.
WANTED_NETWORK = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # libc, Python, Rust, Go, Node
        r"name or service not known",
        r"temporary failure in name resolution",
        r"temporary failure resolving '(?P<host>[^']+)'",
        r"no address associated with hostname",
        r"nodename nor servname provided",
        r"getaddrinfo (?:failed|ENOTFOUND|EAI_AGAIN)(?: (?P<host>[\w.-]+))?",
        r"failed to lookup address information",
        r"\bdns error\b",
        r"dial tcp:? (?:lookup )?(?P<host>[\w.-]+)",
        r"network is (?:unreachable|down)",
        r"\bENETUNREACH\b",
        r"no route to host",
        r"UnknownHostException: (?P<host>[\w.-]+)",
        # curl, git, wget, ssh, CMake
        r"could(?: not|n't) resolve host(?: ?name)?(?: address)?:? *[\"'\u2018]?(?P<host>[\w.-]+)?",
        r"unable to resolve host address [\"'\u2018]?(?P<host>[\w.-]+)",
        r"(?:failed to|couldn't|could not|unable to) connect to (?:server|(?P<host>[\w.-]+\.[\w.-]+))",
        r"unable to access '(?:https?|ftp)://",
        # pip, urllib3, uv, cargo
        r"failed to establish a new connection(?:.*: (?P<host>/\S+)$)?",
        r"HTTPS?ConnectionPool\(host='(?P<host>[^']+)'.*Max retries exceeded",
        r"error sending request for url",
        r"spurious network error",
        r"because (?P<host>[\w.-]+) was not found in the cache",
        r"network (?:connectivity is|was) disabled",
        r"attempting to make an http request, but --offline was specified",
        r"you are in the offline mode",
        r"you're using offline mode",
        # unix sockets of engines and daemons
        r"dial unix (?P<host>/\S+?): connect: permission denied",
        r"connection aborted.*permission denied",
        r"permission denied while trying to connect to .*? at (?P<host>unix://\S+?):? ",
    )
]
# What tools print besides, when the network is there and does not do its part.
NETWORK_FAILED = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"connection (?:refused|reset by peer|timed out|aborted)",
        r"\bE(?:CONNREFUSED|CONNRESET|TIMEDOUT)\b",
        r"(?:read|operation|request) timed out",
        r"\b(?:HTTP(?: Error)?|error:|status code:?|returned error:) ?(?:429|5\d\d)\b",
        r"\b(?:502 Bad Gateway|503 Service Unavailable|504 Gateway)",
        r"certificate[ _]verify[ _]failed|invalid peer certificate|self[- ]signed certificate",
        r"remote end closed connection|IncompleteRead|early EOF|unexpected disconnect",
    )
]
DISK_FULL = re.compile(r"no space left on device|disk quota exceeded|not enough space on the disk|\(os error 28\)", re.I)
URL = re.compile(r"(?:https?|ftp|git|ssh)://[^\s'\"`<>()\\]+|\bgit@[\w.-]+:[\w./-]+")
POOL = re.compile(r"(HTTPS?)ConnectionPool\(host='([^']+)'.*?url: ([^\s'\")]+)")
# Lines around a symptom in which its URL may stand: uv and cargo print it before the cause, git after the symptom.
NEARBY = 4
ADVICE = re.compile(r"\s*(?:note|help|hint|see)\b", re.I)
MOST_REACHED = 10


def reached_for(text: str, network: str) -> list[str] | None:
    """Hosts and URLs that the text says could not be reached; `None` where it shows no sign of the network."""
    symptoms = WANTED_NETWORK + (NETWORK_FAILED if network == "index" else [])
    lines = text.splitlines()
    told: dict[str, None] = {}
    nearby: dict[str, None] = {}
    wanted = False
    for index, line in enumerate(lines):
        matches = [match for match in (pattern.search(line) for pattern in symptoms) if match]
        # A line with "$ " is the command itself, as the driver shows it.
        if not matches or line.startswith("$ "):
            continue
        wanted = True
        hosts = [match.groupdict().get("host") for match in matches]
        told.update(dict.fromkeys(urls_of(line) + [host.rstrip(".") for host in hosts if host]))
        for near in lines[max(0, index - NEARBY) : index + NEARBY + 1]:
            nearby.update(dict.fromkeys(urls_of(near)))
    if not wanted:
        return None
    hosts_told = {host_of(place) for place in told}
    places = [*told, *(url for url in nearby if url not in told and (not told or host_of(url) in hosts_told))]
    # A host says nothing more where a URL of it is known.
    known = {host_of(place) for place in places if host_of(place) != place}
    return [place for place in places if place not in known][:MOST_REACHED]


def host_of(place: str) -> str:
    """`files.example.org` of a URL, of `git@files.example.org:x`, or of itself."""
    match = re.match(r"(?:\w+://|git@)([\w.-]+)", place)
    return match[1] if match else place


def urls_of(line: str) -> list[str]:
    if ADVICE.match(line):
        return []
    pools = ["{}://{}{}".format(scheme.lower(), host, path) for scheme, host, path in POOL.findall(line)]
    return pools + [without_user(url.rstrip(".,:;!]}/")) for url in URL.findall(line)]


def without_user(url: str) -> str:
    return re.sub(r"^(\w+://)[^/@]*@", r"\1", url)


def diagnose(status: int, text: str, network: str) -> Failure:
    """The failure of a command that ended with `status` and printed `text`; `network` is what it had."""
    if status < 0:
        return Failure("signal", "it was killed by {}".format(signal_name(-status)))
    message = "exit status {}".format(status)
    reached = reached_for(text, network)
    if DISK_FULL.search(text):
        return Failure("disk-full", message + "; there is no space left on the disk")
    if reached is None:
        return Failure("exit", message)
    if network == "none":
        return Failure("network", message + "; it wanted the network, which it has not", reached)
    return Failure("index", message + "; the network failed", reached)


def signal_name(number: int) -> str:
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return "signal {}".format(number)


def from_os_error(error: OSError) -> Failure:
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return Failure("disk-full", str(error))
    return Failure("exit", str(error))
