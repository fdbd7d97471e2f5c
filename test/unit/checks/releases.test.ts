import { expect, it } from "vitest";

import { runChecks } from "../../../src/checks/checks.ts";
import { expectGolden } from "../../support/golden.ts";
import { inputOf, recordedRelease, recordedReleases } from "../../support/recorded-release.ts";

const healthy = recordedReleases().filter((name) => !name.startsWith("zlmdb-"));
const judged = healthy.map((name) => ({ name, findings: runChecks(inputOf(recordedRelease(name))) }));

it("finds no error in 40 healthy releases", () => {
  expect(healthy).toHaveLength(40);
  const errors = judged.flatMap(({ name, findings }) =>
    findings.filter(({ severity }) => severity === "error").map(({ code, message }) => [name, code, message]),
  );
  expect(errors).toEqual([]);
});

it("says of them only what somebody has looked at", () => {
  const lines = judged.flatMap(({ name, findings }) => {
    const same = new Map<string, string[]>();
    for (const { severity, code, artifact, message } of findings) {
      const key = `${name} | ${severity} | ${code} | ${message}`;
      same.set(key, [...(same.get(key) ?? []), artifact ?? "the whole set"]);
    }
    return [...same].map(([text, [only = "", ...more]]) =>
      more.length === 0 ? `${text} | ${only}` : `${text} | ${more.length + 1} artifacts`,
    );
  });
  expectGolden("verify/healthy-releases.txt", `${lines.join("\n")}\n`);
});

it("finds in zlmdb 26.7.1 three wheels without their program, and no other error", () => {
  const errors = runChecks(inputOf(recordedRelease("zlmdb-26.7.1"))).filter(
    ({ severity }) => severity === "error",
  );
  expect(errors.map(({ code, artifact, member }) => `${code} ${artifact ?? ""} ${member ?? ""}`)).toEqual([
    "WW050 zlmdb-26.7.1-cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl zlmdb/_flatc/bin/flatc",
    "WW050 zlmdb-26.7.1-cp313-cp313-musllinux_1_2_aarch64.whl zlmdb/_flatc/bin/flatc",
    "WW050 zlmdb-26.7.1-pp311-pypy311_pp73-manylinux_2_34_aarch64.whl zlmdb/_flatc/bin/flatc",
  ]);
});
