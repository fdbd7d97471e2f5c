"""Crockford's Base32, in C on the limited API."""

from importlib.metadata import version

from ._base32 import decode, encode

__all__ = ["decode", "encode"]
__version__ = version("hello-abi3")
