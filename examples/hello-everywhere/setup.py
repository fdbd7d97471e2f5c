from setuptools import Extension, setup

setup(ext_modules=[Extension("hello_everywhere._bits", ["src/hello_everywhere/_bits.c"])])
