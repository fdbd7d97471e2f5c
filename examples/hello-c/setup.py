from setuptools import Extension, setup

setup(ext_modules=[Extension("hello_c._distance", ["src/hello_c/_distance.c"])])
