import random
import zlib

import pytest

from hello_cffi import Checksum, adler32, fnv1a

# Longer than one block of the library, so that the sums are reduced on the way.
LONG = random.Random(32).getrandbits(8 * 20_000).to_bytes(20_000, "little")


@pytest.mark.parametrize("data", [b"", b"a", b"wheel", b"\xff" * 6_000, LONG], ids=len)
def test_adler32_agrees_with_zlib(data):
    assert adler32(data) == zlib.adler32(data)


# From the reference vectors of the FNV authors.
@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", 0xCBF29CE484222325), (b"a", 0xAF63DC4C8601EC8C), (b"foobar", 0x85944171F73967E8)],
)
def test_fnv1a_of_known_inputs(data, expected):
    assert fnv1a(data) == expected


def test_pieces_give_what_the_whole_gives():
    checksum = Checksum()
    for start in range(0, len(LONG), 777):
        checksum.update(LONG[start : start + 777])
    assert (checksum.adler32, checksum.fnv1a) == (adler32(LONG), fnv1a(LONG))


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_takes_any_contiguous_buffer(kind):
    assert adler32(kind(b"wheel")) == zlib.adler32(b"wheel")


def test_refuses_text():
    with pytest.raises(TypeError):
        adler32("wheel")
