"""Counts vowels, in C where the extension was built."""

try:
    from ._speedups import count_vowels

    is_pure = False
except ImportError:
    is_pure = True

    def count_vowels(data):
        return sum(byte in b"aeiouAEIOU" for byte in data)
