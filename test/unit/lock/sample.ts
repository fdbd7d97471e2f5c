/** A small lock for the tests of this folder. */

import type { Lock } from "../../../src/lock/lock.ts";

export const digestOf = (letter: string): string => `sha256:${letter.repeat(64)}`;

export const sample: Lock = {
  version: 1,
  images: { "registry.example/manylinux_2_28_x86_64": digestOf("a") },
  tools: { build: { digest: digestOf("b"), packages: ["uv==0.13.9"] } },
  facts: {
    kinds: { cpython: { kind: "abi3", from: "cp39" }, pypy: { kind: "version" } },
    dynamic: { linux: { sdist: [], wheel: ["ninja>=1.8.2"] } },
    emulated: { manylinux_2_28_aarch64: { why: "build wheel: exit status 1", compiler: "ziglang==0.17.1" } },
  },
  build: [
    {
      targets: ["cp312-manylinux_2_28_x86_64", "cp313-manylinux_2_28_x86_64"],
      requires: ["cffi", "setuptools>=61"],
      dynamic: ["ninja>=1.8.2"],
      packages: ["cffi==2.1.1", "ninja==1.13.0", "setuptools==84.2.1"],
    },
    {
      targets: ["sdist"],
      requires: ["cffi", "setuptools>=61"],
      dynamic: [],
      packages: ["cffi==2.1.1 ; platform_python_implementation != 'PyPy'", "setuptools==84.2.1"],
    },
  ],
  packages: {
    "cffi==2.1.1": [digestOf("c"), digestOf("d")],
    "ninja==1.13.0": [digestOf("e")],
    "setuptools==84.2.1": [digestOf("f")],
  },
};
