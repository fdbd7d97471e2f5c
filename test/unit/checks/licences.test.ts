import { expect, it } from "vitest";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { licences } from "../../../src/checks/licences.ts";
import { componentsOf } from "../../../src/pipeline/components.ts";
import { elf, platformWheel, writeWheel, type WheelSpec } from "../../support/archives.ts";

const licensed = "Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nLicense-Expression: MIT\n\n";
const library = "demo.libs/libgfortran-040039e1.so.5.0.0";

async function found(spec: WheelSpec, look = true) {
  const wheel = await readWheel(writeWheel(spec));
  const components = await componentsOf([wheel], undefined);
  const input = { wheels: [wheel], sdist: undefined, contract: undefined };
  return licences
    .run(look ? { ...input, components } : input)
    .map(({ code, severity, message }) => [code, severity, message]);
}

it("notes a project without a licence, and is content with one", async () => {
  expect(await found({ metadata: licensed })).toEqual([]);
  expect(await found({ metadata: licensed.replace("License-Expression: MIT\n", "") })).toEqual([
    ["WW090", "note", "its metadata has no License-Expression, no licence classifier and no License field"],
  ]);
});

it("notes a library that no one states a licence for, unless nobody has looked", async () => {
  const spec = { file: platformWheel, metadata: licensed, files: { "demo/a.so": elf, [library]: elf } };
  expect(await found(spec)).toEqual([
    ["WW091", "note", `no licence is stated for libgfortran 5.0.0 in ${library}`],
  ]);
  expect(await found(spec, false)).toEqual([]);
});

it("is quiet where an SBOM in the wheel states licences", async () => {
  const sbom = {
    bomFormat: "CycloneDX",
    components: [{ name: "gcc-libs", licenses: [{ license: { id: "GPL-3.0-only" } }] }],
  };
  const files = {
    "demo/a.so": elf,
    [library]: elf,
    "demo-1.0.dist-info/sboms/auditwheel.cdx.json": JSON.stringify(sbom),
  };
  expect(await found({ file: platformWheel, metadata: licensed, files })).toEqual([]);
});
