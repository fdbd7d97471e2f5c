import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { canonicalJson } from "../../../src/artifacts/canonical-json.ts";
import {
  formatManifest,
  makeManifest,
  manifestDigest,
  parseManifest,
} from "../../../src/artifacts/manifest.ts";
import { manifestJsonSchema } from "../../../src/artifacts/manifest-schema.ts";
import { writeArchive } from "../../support/archives.ts";
import { buildRecord, wheelFile } from "../../support/build-record.ts";
import { sha256File } from "../../../src/artifacts/digest.ts";

const record = buildRecord();
const text = formatManifest(makeManifest(record));

describe("manifest.json", () => {
  it("holds the artifacts with digests, tags, tests and what was not tested", () => {
    const { artifacts, version } = makeManifest(record);
    expect(version).toBe(1);
    expect(artifacts.map(({ file }) => file)).toEqual([wheelFile, "demo-1.0.tar.gz"]);
    expect(artifacts[0]).toMatchObject({
      sha256: record.artifacts[0]?.sha256,
      tags: ["cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-manylinux2014_x86_64"],
      tests: [{ name: "imports", verdict: "passed" }, { name: "test command" }],
      untested: [{ target: "cp313-manylinux_2_28_x86_64", reason: "no emulation here" }],
    });
  });

  it("differs between two runs of one commit in `times` only, whatever order things came in", () => {
    const again = buildRecord({
      artifacts: [...record.artifacts].reverse(),
      environment: {
        ...record.environment,
        tools: { auditwheel: "6.4.0", uv: "0.9.1" },
        network: [...record.environment.network].reverse(),
      },
      times: {
        started: "2027-01-01T00:00:00.000Z",
        finished: "2027-01-01T00:00:01.000Z",
        tasks: { sdist: 1 },
      },
    });
    const manifest = makeManifest(again);
    expect(formatManifest({ ...manifest, times: { ...record.times } })).toBe(text);
    expect(formatManifest(manifest)).not.toBe(text);
  });

  it("leaves out what is not known", () => {
    const unknown = buildRecord({
      environment: { ...record.environment, commit: undefined, dirty: undefined },
      findings: [{ code: "WW001", severity: "warning", artifact: undefined, message: "m", hint: "h" }],
    });
    const manifest = makeManifest(unknown);
    expect(manifest.environment).not.toHaveProperty("commit");
    expect(manifest.findings[0]).not.toHaveProperty("artifact");
    expect(parseManifest(formatManifest(manifest))).toEqual(manifest);
  });

  it("is read back as it was written, and its digest is that of the file", async () => {
    expect(parseManifest(text)).toEqual(makeManifest(record));
    expect(manifestDigest(text)).toBe(await sha256File(writeArchive("manifest.json", Buffer.from(text))));
  });

  it.each([
    ["no JSON", "{", "no JSON"],
    ["another version", text.replace('"version": 1\n', '"version": 2\n'), "version is 2"],
    ["no version", "[]", "version is missing"],
    ["a member too many", text.replace('"version": 1\n', '"extra": 1,\n  "version": 1\n'), "extra"],
    [
      "a file name with a folder",
      text.replace('"demo-1.0.tar.gz"', '"../demo-1.0.tar.gz"'),
      "artifacts[1].file",
    ],
  ])("refuses %s", (_, wrong, why) => {
    const parsed = parseManifest(wrong);
    expect("malformed" in parsed && parsed.malformed).toContain(why);
  });

  it("fits its JSON schema", () => {
    const validate = new Ajv2020({ strict: true, strictTuples: false, validateFormats: false }).compile(
      manifestJsonSchema(),
    );
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(JSON.parse(text) as object), version: 2 })).toBe(false);
    const empty = text.replace(
      /"targets": \[\s*"cp312-manylinux_2_28_x86_64"\s*\],\s*"wheelKind"/,
      '"targets": [], "wheelKind"',
    );
    expect(empty).not.toBe(text);
    expect(validate(JSON.parse(empty))).toBe(false);
    expect(parseManifest(empty)).toHaveProperty("malformed");
  });
});

describe("canonicalJson", () => {
  it("sorts keys at every depth, indents by two, ends with a line feed", () => {
    expect(canonicalJson({ b: [{ d: 1, c: undefined, a: null }], a: "x" })).toBe(
      '{\n  "a": "x",\n  "b": [\n    {\n      "a": null,\n      "d": 1\n    }\n  ]\n}\n',
    );
  });

  it("gives the same text for the same data in any order", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        const reversed = Object.fromEntries(Object.entries(data).reverse());
        expect(canonicalJson(reversed as never)).toBe(canonicalJson(data as never));
        expect(JSON.parse(canonicalJson(data as never))).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });
});
