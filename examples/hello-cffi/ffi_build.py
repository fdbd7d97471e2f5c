"""Describes the bundled library to CFFI; setup.py names it, and CFFI compiles it in API mode."""

from cffi import FFI

ffi = FFI()
ffi.cdef(
    """
    #define CHECKSUM_VERSION ...
    typedef struct { uint32_t adler32; uint64_t fnv1a; ...; } checksum_state;
    void checksum_init(checksum_state *state);
    void checksum_update(checksum_state *state, const void *data, size_t length);
    """
)
ffi.set_source(
    "hello_cffi._checksum",
    '#include "checksum.h"',
    sources=["lib/checksum.c"],
    include_dirs=["lib"],
    depends=["lib/checksum.h"],
    # Otherwise CFFI names the module .abi3.so inside a wheel that is tagged for one Python version.
    py_limited_api=False,
)
