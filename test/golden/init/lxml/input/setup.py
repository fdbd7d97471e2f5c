from setuptools import setup

setup(name="lxml", python_requires=">=3.9")
