"""The most common words of a text, counted in Rust."""

from importlib.metadata import version

from ._words import most_common

__all__ = ["most_common"]
__version__ = version("hello-rust")
