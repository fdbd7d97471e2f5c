"""The number of bits that are set in bytes, in C."""

from importlib.metadata import version

from ._bits import count

__all__ = ["count"]
__version__ = version("hello-everywhere")
