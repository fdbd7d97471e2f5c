import platform
import sysconfig

from setuptools import Extension, setup

# Free-threaded CPython refuses the limited API of 3.9, and PyPy has no stable ABI: both get wheels of their own.
limited = platform.python_implementation() == "CPython" and not sysconfig.get_config_var("Py_GIL_DISABLED")

setup(
    ext_modules=[
        Extension(
            "hello_abi3._base32",
            ["src/hello_abi3/_base32.c"],
            define_macros=[("Py_LIMITED_API", "0x03090000")] if limited else [],
            py_limited_api=limited,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp39"}} if limited else {},
)
