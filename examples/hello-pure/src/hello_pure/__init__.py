"""Durations as people write them ("1h30m"), to seconds and back."""

import re
from importlib.metadata import version

__all__ = ["format_duration", "parse_duration"]
__version__ = version("hello-pure")

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)


def parse_duration(text: str) -> int:
    """The seconds in a duration such as "1d12h", largest unit first; ValueError if it is not one."""
    compact = text.replace(" ", "")
    match = _DURATION.fullmatch(compact)
    if not compact or match is None:
        raise ValueError(f"not a duration: {text!r}")
    return sum(int(count or 0) * size for count, size in zip(match.groups(), _UNITS.values()))


def format_duration(seconds: int) -> str:
    """The shortest text that parse_duration reads back as the same number of seconds."""
    if seconds < 0:
        raise ValueError(f"a duration cannot be negative: {seconds}")
    parts = []
    for unit, size in _UNITS.items():
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
