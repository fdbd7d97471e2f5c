import { describe, expect, it } from "vitest";

import { readArtifact } from "../../../src/artifacts/read-artifact.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { archiveSafety } from "../../../src/checks/archive-safety.ts";
import {
  platformWheel,
  pureWheel,
  wheelBytes,
  writeArchive,
  writeWheel,
  type WheelSpec,
} from "../../support/archives.ts";

const input = { wheels: [], sdist: undefined, contract: undefined };
const ofWheel = async (path: string) => archiveSafety.run({ ...input, wheels: [await readWheel(path)] });
const entryPoints = (text: string): WheelSpec => ({
  files: { "demo.py": "", "demo-1.0.dist-info/entry_points.txt": text },
});

it("says nothing about healthy wheels", async () => {
  const files = {
    "demo-1.0.data/scripts/demo": "#!python\n",
    "demo-1.0.data/data/share/demo.txt": "",
    "demo-1.0.dist-info/entry_points.txt": "[console_scripts]\ndemo = demo:main\n",
  };
  expect(await ofWheel(writeWheel())).toEqual([]);
  expect(await ofWheel(writeWheel({ file: platformWheel, files }))).toEqual([]);
  expect(await ofWheel(writeWheel({ file: "demo_x-1.0+a.b-1-py3-none-any.whl" }))).toEqual([]);
});

it("turns a refused archive into the finding that its reader chose", async () => {
  const { refused } = await readArtifact(writeArchive(pureWheel, wheelBytes().subarray(0, 200)));
  expect(refused).toMatchObject({ file: pureWheel, size: 200, code: "WW020" });
  const named = { ...refused!, file: "demo.whl", code: "WW008" as const, message: "its name has 1 part" };
  const findings = archiveSafety.run({ ...input, refused: [refused!, named] });
  expect(findings).toMatchObject([
    { code: "WW020", severity: "error", artifact: pureWheel, message: refused!.message },
    { code: "WW008", severity: "error", artifact: "demo.whl" },
  ]);
  expect(findings[0]?.hint).toContain("build it again");
});

describe("the layout of a wheel", () => {
  it("must have its metadata under the name of the file", async () => {
    const path = writeArchive("demo-1.1-py3-none-any.whl", wheelBytes());
    expect(await ofWheel(path)).toMatchObject([
      {
        code: "WW027",
        severity: "error",
        message: 'its metadata are in "demo-1.0.dist-info", the index looks for them in "demo-1.1.dist-info"',
      },
    ]);
  });

  it("must have a Wheel-Version, 1.0 rather than newer", async () => {
    const version = async (wheel: string) => (await ofWheel(writeWheel({ wheel })))[0];
    expect(await version("Wheel-Version: 1.9\n")).toMatchObject({ code: "WW027", severity: "warning" });
    expect(await version("Wheel-Version: 1.0\n")).toBeUndefined();
    const change = (entries: ReturnType<NonNullable<WheelSpec["change"]>>) =>
      entries.map((entry) =>
        String(entry.name).endsWith("/WHEEL") ? { ...entry, content: "Tag: py3-none-any\n" } : entry,
      );
    expect((await ofWheel(writeWheel({ change })))[0]).toMatchObject({ code: "WW027", severity: "error" });
  });

  it.each([["demo-1.0.data/lib/x.py"], ["demo-1.0.data/x.py"]])("has no place for %s", async (path) => {
    const [found] = await ofWheel(writeWheel({ files: { [path]: "" } }));
    expect(found).toMatchObject({ code: "WW027", member: path });
  });
});

describe("entry points", () => {
  it.each([
    ["a script out of its folder", "[console_scripts]\n../x = demo:main\n", '"../x" in console_scripts'],
    ["a window's script in a folder", "[gui_scripts]\na/b = demo:main\n", '"a/b" in gui_scripts'],
    ["a broken line", "[console_scripts]\ndemo\n", 'line 2 is no "name = object"'],
  ])("must not have %s", async (_, text, says) => {
    const [found, ...others] = await ofWheel(writeWheel(entryPoints(text)));
    expect(found).toMatchObject({
      code: "WW028",
      severity: "error",
      member: "demo-1.0.dist-info/entry_points.txt",
    });
    expect(found?.message).toContain(says);
    expect(others).toEqual([]);
  });

  it("must be UTF-8", async () => {
    const text = Buffer.from("[console_scripts]\nd\xe9mo = demo:main\n", "latin1");
    const files = { "demo.py": "", "demo-1.0.dist-info/entry_points.txt": text };
    expect(await ofWheel(writeWheel({ files }))).toMatchObject([
      { code: "WW028", message: "entry_points.txt is not UTF-8 text" },
    ]);
  });

  it("may have any name in other groups", async () => {
    expect(await ofWheel(writeWheel(entryPoints("[demo.plugins]\na/b c = demo\n")))).toEqual([]);
  });
});
