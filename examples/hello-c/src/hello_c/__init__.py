"""The edit distance between two strings, in C."""

from importlib.metadata import version

from ._distance import edit_distance

__all__ = ["edit_distance"]
__version__ = version("hello-c")
