import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import type { Component } from "../../../src/artifacts/component.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { componentsOf } from "../../../src/pipeline/components.ts";
import { sbom, sbomFile } from "../../../src/report/sbom.ts";
import { elf, platformWheel, writeSdist, writeWheel, type WheelSpec } from "../../support/archives.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";

const options = { epoch: 1_700_000_000, wheelway: "0.1.0" };

/** The official schema, out of CycloneDX's own library. */
const schemas = join(
  dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json")),
  "res/schema",
);
const schema = (name: string) => JSON.parse(readFileSync(join(schemas, name), "utf8")) as object;
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema(schema("spdx.SNAPSHOT.schema.json"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json");
ajv.addSchema(
  schema("jsf-0.82.SNAPSHOT.schema.json"),
  "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json",
);
const fits = ajv.compile(schema("bom-1.6.SNAPSHOT.schema.json"));

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp: string; readonly component: Readonly<Record<string, unknown>> };
  readonly components: readonly (Readonly<Record<string, unknown>> & { readonly name: string })[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

async function made(spec: WheelSpec, sdistFiles?: Readonly<Record<string, string>>) {
  const wheel = await readWheel(writeWheel(spec));
  const sdist = sdistFiles && (await readSdist(writeSdist({ files: sdistFiles })));
  const components = await componentsOf([wheel], sdist);
  const text = sbom(wheel, components[wheel.name.file] ?? [], options);
  const bom = JSON.parse(text) as Bom;
  expect(fits(bom), JSON.stringify(fits.errors)).toBe(true);
  return { text, bom, wheel };
}

const metadata = (...lines: readonly string[]) =>
  ["Metadata-Version: 2.4", "Name: Demo", "Version: 1.0", ...lines, "", ""].join("\n");

describe("a bill of materials", () => {
  it("fits CycloneDX's schema and names the wheel, its licence and its requirements", async () => {
    const { bom, wheel } = await made({
      metadata: metadata(
        "License-Expression: MIT OR Apache-2.0",
        "Requires-Dist: Idna >= 3",
        "Requires-Dist: tox; extra == 'test'",
      ),
    });
    expect(bom.metadata).toMatchObject({
      timestamp: "2023-11-14T22:13:20.000Z",
      component: {
        name: "Demo",
        purl: "pkg:pypi/demo@1.0?file_name=demo-1.0-py3-none-any.whl",
        hashes: [{ alg: "SHA-256", content: wheel.sha256 }],
        licenses: [{ expression: "MIT OR Apache-2.0" }],
      },
    });
    expect(bom.components).toMatchObject([
      { name: "idna", purl: "pkg:pypi/idna", scope: "required" },
      { name: "tox", purl: "pkg:pypi/tox", scope: "optional" },
    ]);
    expect(bom.components.every((component) => component["version"] === undefined)).toBe(true);
    expect(bom.dependencies[0]?.dependsOn).toHaveLength(2);
  });

  it("names bundled libraries with digest and the version of their file name", async () => {
    const { bom } = await made({
      file: platformWheel,
      files: {
        "demo/_speed.so": elf,
        "demo.libs/libgfortran-040039e1-0352e75f.so.5.0.0": "one",
        "demo/.dylibs/libomp.12.dylib": "two",
        "demo.libs/msvcp140-263139962577ecda4cd9469ca360a746.dll": "three",
        "demo.libs/libplain.so": "four",
      },
    });
    const libraries = bom.components.filter(({ name }) => name !== "idna");
    expect(libraries.map((one) => [one.name, one["version"]])).toEqual([
      ["libgfortran", "5.0.0"],
      ["libomp", "12"],
      ["libplain", undefined],
      ["msvcp140", undefined],
    ]);
    for (const { hashes } of libraries as { hashes?: { content: string }[] }[])
      expect(hashes?.[0]?.content).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes over what an SBOM inside the wheel says, but not itself", async () => {
    const inside = {
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      metadata: { component: { type: "library", name: "demo", version: "1.0" } },
      components: [
        { type: "library", name: "demo", version: "1.0" },
        {
          type: "library",
          name: "heck",
          version: "0.5.0",
          purl: "pkg:cargo/heck@0.5.0",
          licenses: [{ expression: "MIT OR Apache-2.0" }],
        },
        { name: 7 },
      ],
    };
    const path = "demo-1.0.dist-info/sboms/demo.cyclonedx.json";
    const lock =
      '[[package]]\nname = "rand"\nversion = "0.9.0"\nsource = "registry+https://example.org/index"\n';
    const { bom } = await made(
      { file: platformWheel, files: { "demo/_speed.so": elf, [path]: JSON.stringify(inside) } },
      { "Cargo.lock": lock },
    );
    expect(bom.components.map(({ name }) => name)).toEqual(["heck", "idna"]);
    expect(bom.components[0]).toMatchObject({ licenses: [{ expression: "MIT OR Apache-2.0" }] });
  });

  it("names the crates of Cargo.lock as possible where nothing better is known", async () => {
    const lock = [
      "version = 4",
      '[[package]]\nname = "demo"\nversion = "1.0.0"',
      `[[package]]\nname = "rand"\nversion = "0.9.0"\nsource = "registry+https://example.org/index"\nchecksum = "${"a".repeat(64)}"`,
      '[[package]]\nname = "own"\nversion = "1.0.0"\nsource = "git+https://example.org/own?rev=1#1"',
    ].join("\n\n");
    const { bom } = await made(
      { file: platformWheel, files: { "demo/_speed.so": elf } },
      { "Cargo.lock": lock },
    );
    expect(bom.components).toMatchObject([
      { name: "own", scope: "optional" },
      { name: "rand", purl: "pkg:cargo/rand@0.9.0", scope: "optional" },
      { name: "idna" },
    ]);
    expect((await made({}, { "Cargo.lock": lock })).bom.components.map(({ name }) => name)).toEqual(["idna"]);
  });

  it("is the same text for the same wheel, and has a serial number of its own for another", async () => {
    const [one, two] = [await made({}), await made({})];
    expect(one.text).toBe(two.text);
    const other = await made({ files: { "demo/a.py": "other" } });
    expect(other.bom.serialNumber).not.toBe(one.bom.serialNumber);
    expect(one.bom.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it.each(["not JSON", "[]", '{"bomFormat": "SPDX"}', '{"bomFormat": "CycloneDX", "components": {}}'])(
    "leaves out an SBOM that it cannot read: %s",
    async (text) => {
      const { bom } = await made({ files: { "demo-1.0.dist-info/sboms/a.json": text } });
      expect(bom.components.map(({ name }) => name)).toEqual(["idna"]);
    },
  );

  it("fits the schema for whatever licence is stated", async () => {
    for (const line of [
      "License: Public Domain",
      "Classifier: License :: OSI Approved :: MIT License",
      "License-Expression: Nonsense",
    ])
      expect((await made({ metadata: metadata(line) })).bom.metadata.component["licenses"]).toHaveLength(1);
    expect((await made({ metadata: metadata() })).bom.metadata.component["licenses"]).toBeUndefined();
  });

  it("stands below dist/sbom", () => {
    expect(sbomFile("demo-1.0-py3-none-any.whl")).toBe("sbom/demo-1.0-py3-none-any.cdx.json");
  });

  it("lists each component once", async () => {
    const wheel = await readWheel(writeWheel());
    const twice: Component = { kind: "package", name: "a", version: "1", source: "x" };
    const bom = JSON.parse(sbom(wheel, [twice, twice], options)) as Bom;
    expect(bom.components).toHaveLength(1);
  });
});
