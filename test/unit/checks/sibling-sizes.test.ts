import { expect, it } from "vitest";

import { siblingSizes } from "../../../src/checks/sibling-sizes.ts";
import { arm, five, linux, listedWheel, mac, matrix, musl, windows } from "../../support/listed-wheels.ts";
import { inputOf, recordedRelease } from "../../support/recorded-release.ts";

const pythons = ["cp310", "cp311", "cp312", "cp313", "cp314"];

function judged(sizeOf: (tags: string) => number, tags = matrix(pythons, five)) {
  const wheels = tags.map((tag) => listedWheel(tag, { size: Math.round(sizeOf(tag)) }));
  return siblingSizes.run({ wheels, sdist: undefined, contract: undefined });
}

/** Every platform has its own size, with a little noise. */
const healthy = (tag: string) =>
  (tag.includes(mac) ? 900_000 : tag.includes(musl) ? 2_500_000 : 1_500_000) * (1 + (tag.length % 7) / 200);

it("warns of a wheel far from those of the same platform, in both directions", () => {
  const odd = `cp312-cp312-${arm}`;
  expect(judged((tag) => (tag === odd ? 400_000 : healthy(tag)))).toMatchObject([
    { code: "WW053", severity: "warning", artifact: `demo-1.0-${odd}.whl` },
  ]);
  const [large] = judged((tag) => (tag === odd ? 9_000_000 : 1_500_000));
  expect(large?.message).toBe(
    "it has 9000000 bytes, the other 4 wheels for the same platform have 1500000 (median)",
  );
});

it.each([
  ["healthy sizes", healthy],
  ["a Python that is larger everywhere", (tag: string) => healthy(tag) * (tag.startsWith("cp314") ? 2 : 1)],
  ["sizes that spread widely", (tag: string) => 1_000_000 * Number(/^cp3(\d+)/.exec(tag)?.[1])],
])("is quiet with %s", (_, sizeOf) => {
  expect(judged(sizeOf)).toEqual([]);
});

it("is quiet with PyPy wheels of another size, and with too few wheels", () => {
  const tags = [...matrix(pythons, five), ...matrix(["pp310", "pp311"], five)];
  expect(judged((tag) => healthy(tag) * (tag.startsWith("pp") ? 0.3 : 1), tags)).toEqual([]);
  const few = matrix(["cp312", "cp313"], [linux]);
  expect(judged((tag) => (tag.startsWith("cp312") ? 1_000_000 : 9_000_000), few)).toEqual([]);
});

it("compares wheels of one Python with those of the same system", () => {
  const machines = ["x86_64", "aarch64", "ppc64le", "s390x", "armv7l"];
  const tags = [
    ...machines.map((machine) => `cp39-abi3-manylinux_2_28_${machine}`),
    `cp39-abi3-${windows}`,
    `cp39-abi3-${mac}`,
  ];
  const findings = judged(
    (tag) => (tag.includes("ppc64le") || tag.includes("win") ? 300_000 : 3_000_000),
    tags,
  );
  expect(findings).toMatchObject([{ artifact: "demo-1.0-cp39-abi3-manylinux_2_28_ppc64le.whl" }]);
});

it("warns of the small wheels of zlmdb 26.7.1", () => {
  expect(siblingSizes.run(inputOf(recordedRelease("zlmdb-26.7.1"))).map(({ artifact }) => artifact)).toEqual([
    "zlmdb-26.7.1-cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl",
    "zlmdb-26.7.1-cp313-cp313-musllinux_1_2_aarch64.whl",
  ]);
});
