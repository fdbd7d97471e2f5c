import base64
import os
import sysconfig

import pytest

import hello_abi3._base32
from hello_abi3 import decode, encode

TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@pytest.mark.parametrize("length", range(40))
def test_agrees_with_the_standard_library(length):
    data = os.urandom(length)
    expected = base64.b32encode(data).decode().rstrip("=").translate(TO_CROCKFORD)
    assert encode(data) == expected
    assert decode(expected) == data


@pytest.mark.parametrize("text", ["EXM6ASBC", "exm6asbc", "EXM6-ASBC", "-e-x-m-6-a-s-b-c-"])
def test_case_and_hyphens_do_not_matter(text):
    assert decode(text) == b"wheel"


def test_letters_that_look_like_digits():
    assert decode("Oo") == decode("00") == b"\0"
    assert decode("i4") == decode("L4") == decode("14")


@pytest.mark.parametrize("text", ["U0", "!!", "é0", "0\0"])
def test_refuses_other_symbols(text):
    with pytest.raises(ValueError, match="not Crockford's Base32"):
        decode(text)


@pytest.mark.parametrize("text", ["0", "000", "01"])
def test_refuses_bits_that_are_left_over(text):
    with pytest.raises(ValueError, match="not a whole number of bytes"):
        decode(text)


@pytest.mark.parametrize(("function", "argument"), [(encode, "text"), (encode, None), (decode, b"00"), (decode, 1)])
def test_refuses_other_types(function, argument):
    with pytest.raises(TypeError):
        function(argument)


@pytest.mark.skipif(bool(sysconfig.get_config_var("Py_GIL_DISABLED")), reason="free-threaded builds have no abi3")
@pytest.mark.skipif(os.name == "nt", reason="the file name does not tell on Windows")
def test_the_extension_uses_the_stable_abi():
    assert hello_abi3._base32.__file__.endswith(".abi3.so")
