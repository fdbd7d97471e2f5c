import { describe, expect, it } from "vitest";
import type { BuildRecord } from "../../../src/artifacts/record.ts";
import { provenance } from "../../../src/report/provenance.ts";
import { buildRecord } from "../../support/build-record.ts";

const documents = [{ file: "LICENCES.txt", sha256: "1".repeat(64) }];

interface Statement {
  readonly _type: string;
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
  readonly predicateType: string;
  readonly predicate: {
    readonly buildDefinition: {
      readonly externalParameters: Readonly<Record<string, unknown>>;
      readonly internalParameters: Readonly<Record<string, unknown>>;
      readonly resolvedDependencies: readonly Readonly<Record<string, unknown>>[];
    };
    readonly runDetails: { readonly builder: { readonly id: string }; readonly byproducts: unknown };
  };
}

function made(
  record: BuildRecord,
  from: Parameters<typeof provenance>[1] = { sdist: undefined, lock: undefined },
) {
  return JSON.parse(provenance(record, from, documents)) as Statement;
}

describe("the provenance statement", () => {
  it("is an in-toto statement about every artifact, by digest", () => {
    const record = buildRecord();
    const statement = made(record);
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      predicateType: "https://slsa.dev/provenance/v1",
    });
    expect(new Map(statement.subject.map(({ name, digest }) => [name, digest.sha256]))).toEqual(
      new Map(record.artifacts.map(({ file, sha256 }) => [file, sha256])),
    );
  });

  it("claims the first level only, says that it is unsigned, and names no builder to trust", () => {
    const { predicate } = made(buildRecord());
    expect(predicate.buildDefinition.internalParameters).toMatchObject({
      buildLevel: { claimed: "SLSA_BUILD_LEVEL_1" },
      signed: false,
    });
    expect(predicate.runDetails.builder.id).toMatch(/#local$/);
  });

  it("resolves commit, images, lock, a given sdist and tools", () => {
    const record = buildRecord();
    const digest = "d".repeat(64);
    const environment = {
      ...record.environment,
      commit: "c".repeat(40),
      dirty: true,
      images: { manylinux_2_28_x86_64: `registry.example.org/pypa/manylinux_2_28@sha256:${digest}` },
      tools: { uv: "0.9.0" },
    };
    const from = { sdist: { file: "demo-1.0.tar.gz", sha256: "5".repeat(64) }, lock: "7".repeat(64) };
    const { buildDefinition } = made({ ...record, environment }, from).predicate;
    expect(buildDefinition.externalParameters["source"]).toEqual({ commit: "c".repeat(40), changed: true });
    expect(buildDefinition.resolvedDependencies).toEqual([
      { name: "source", digest: { gitCommit: "c".repeat(40) }, annotations: { changed: true } },
      { name: "demo-1.0.tar.gz", digest: { sha256: "5".repeat(64) } },
      { name: "wheelway.lock", digest: { sha256: "7".repeat(64) } },
      { name: "registry.example.org/pypa/manylinux_2_28", digest: { sha256: digest } },
      { name: "uv", uri: "pkg:pypi/uv@0.9.0" },
    ]);
  });

  it("has no time and no place in it: the same build gives the same text", () => {
    const record = buildRecord();
    const later = { ...record, times: { ...record.times, started: "2030-01-01T00:00:00.000Z" } };
    const from = { sdist: undefined, lock: undefined };
    expect(provenance(later, from, documents)).toBe(provenance(record, from, documents));
    expect(provenance(record, from, documents)).not.toContain(record.environment.machine);
  });
});
