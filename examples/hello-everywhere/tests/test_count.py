import pytest

from hello_everywhere import count


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff" * 9, b"wheel", bytearray(b"way"), memoryview(b"bytes")])
def test_counts_bits(data):
    assert count(data) == sum(bin(byte).count("1") for byte in bytes(data))


@pytest.mark.parametrize("argument", [None, "text", 7])
def test_refuses_what_has_no_bytes(argument):
    with pytest.raises(TypeError):
        count(argument)
