import { describe, expect, it } from "vitest";

import { archiveLimits } from "../../../src/artifacts/archive.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import {
  elf,
  platformWheel,
  recordLine,
  wheelEntries,
  writeArchive,
  writeWheel,
} from "../../support/archives.ts";
import { extra, zipBytes } from "../../support/zip-bytes.ts";

describe("readWheel on a healthy wheel", () => {
  it("reads metadata, tags, members and modules", async () => {
    const wheel = await readWheel(writeWheel());
    expect(wheel).toMatchObject({
      kind: "wheel",
      distInfo: "demo-1.0.dist-info",
      topLevel: ["demo"],
      record: { problems: [] },
      metadata: { name: "demo", version: "1.0", requiresPython: ">=3.9", requiresDist: ["idna"] },
      wheelFile: { rootIsPurelib: true, generator: "test", tags: ["py3-none-any"] },
    });
    expect(wheel.metadata.headers.body).toBe("A demo.\n");
    expect(wheel.members.map((member) => member.path)).toEqual([
      "demo/__init__.py",
      "demo/data.txt",
      "demo-1.0.dist-info/METADATA",
      "demo-1.0.dist-info/WHEEL",
      "demo-1.0.dist-info/RECORD",
    ]);
    expect(wheel.members[1]).toEqual({
      path: "demo/data.txt",
      kind: "file",
      size: 5,
      sha256: "6667b2d1aab6a00caa5aee5af8ad9f1465e567abf1c209d15727d57b3e8f6e5f",
      executable: false,
      mtime: 1577836800,
      machineCode: undefined,
      facts: {},
    });
    expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it("recognises machine code and executables, and modules in .data and by extension suffix", async () => {
    const files = {
      "_fast.cpython-312-x86_64-linux-gnu.so": elf,
      "plain.py": "",
      "demo.libs/libz-1234.so.1": elf,
      "demo-1.0.data/platlib/extra/mod.abi3.so": elf,
      "demo-1.0.data/scripts/demo": "#!python\n",
      "space/inner/leaf.py": "",
    };
    const wheel = await readWheel(writeWheel({ file: platformWheel, files }));
    expect(wheel.topLevel).toEqual(["_fast", "extra", "plain", "space"]);
    expect(wheel.members.filter((member) => member.machineCode === "elf")).toHaveLength(3);
  });

  it("reads zip64, stored members, folders, and names in UTF-8", async () => {
    const entries = wheelEntries({ files: { "demo/größe.py": "x = 1\n", "demo/empty.py": "" } }).map(
      (entry) => ({ ...entry, method: 0 }),
    );
    const bytes = zipBytes([{ name: "demo/" }, ...entries], { zip64: true });
    const wheel = await readWheel(writeArchive("demo-1.0-py3-none-any.whl", bytes));
    expect(wheel.record).toEqual({ problems: [] });
    expect(wheel.members[0]?.path).toBe("demo/größe.py");
  });

  it("reads zip64 sizes of a member", async () => {
    const wide = Buffer.alloc(16);
    wide.writeBigUInt64LE(6n, 0);
    wide.writeBigUInt64LE(6n, 8);
    const both = { compressed: 0xffffffff, uncompressed: 0xffffffff, extra: extra(1, wide) };
    const change = (entries: ReturnType<typeof wheelEntries>) =>
      entries.map((entry, index) => (index ? entry : { ...entry, method: 0, both }));
    const wheel = await readWheel(writeWheel({ files: { "a.py": "x = 1\n" }, change }));
    expect(wheel.record).toEqual({ problems: [] });
  });

  it("keeps to metadata when no digests are wanted", async () => {
    const path = writeWheel({ record: "nonsense" });
    const wheel = await readWheel(path, { digests: false, texts: ["demo/data.txt", "not/there"] });
    expect(wheel.record).toBeUndefined();
    expect(wheel.texts).toEqual({ "demo/data.txt": "data\n" });
    expect(wheel.members.map((member) => member.sha256)[0]).toBeUndefined();
  });
});

describe("RECORD", () => {
  const init = recordLine("demo/__init__.py", '__version__ = "1.0"\n');
  it.each([
    [
      "a file that is not listed",
      (right: string) => right.replace(init, ""),
      "demo/__init__.py is not listed",
    ],
    [
      "a listed file that is not there",
      (right: string) => right + recordLine("gone.py", ""),
      "gone.py is listed but not there",
    ],
    [
      "another content",
      (right: string) => right.replace(init, recordLine("demo/__init__.py", '__version__ = "2.0"\n')),
      "another content",
    ],
    ["another size", (right: string) => right.replace(",20\n", ",21\n"), "has 20 bytes, not 21"],
    ["a row twice", (right: string) => right + init, "listed twice"],
    [
      "a weak hash",
      (right: string) => right.replace(init, "demo/__init__.py,md5=abc,20\n"),
      "has a md5 hash",
    ],
    ["no hash", (right: string) => right.replace(init, "demo/__init__.py,,\n"), "has no hash"],
    ["a row of two fields", (right: string) => `${right}a,b\n`, "has 2 fields"],
    ["an empty row", (right: string) => right.replace(init, `${init}\n`), "row 2 is empty"],
    ["no row for itself", (right: string) => right.replace(/^.*RECORD,,\n/m, ""), "RECORD is not listed"],
    ["an absolute path", (right: string) => `${right}/etc/x,sha256=a,1\n`, "no safe path"],
    ["a folder", (right: string) => `${right}demo/,,\n`, "no safe path"],
    [
      "a hash that only begins well",
      (right: string) => right.replace(/(sha256=.{20}).*?,20/, "$1,20"),
      "another content",
    ],
    ["a path out of the wheel", (right: string) => `${right}../x,sha256=a,1\n`, "no safe path"],
  ])("tells %s", async (_, record, problem) => {
    const wheel = await readWheel(writeWheel({ record }));
    expect(wheel.record?.problems.join("\n")).toContain(problem);
  });

  it("leaves its signatures out, which are made after it", async () => {
    const signature = "demo-1.0.dist-info/RECORD.jws";
    const more = [{ name: signature, content: "{}" }];
    expect((await readWheel(writeWheel({ more }))).record?.problems).toEqual([]);
    const record = (right: string) => right + recordLine(signature, "{}");
    const { problems = [] } = (await readWheel(writeWheel({ more, record }))).record ?? {};
    expect(problems).toEqual([`${signature} is listed, but a signature is made after RECORD`]);
  });

  it("may have backslashes, as wheels built on Windows do", async () => {
    const record = (right: string) => right.replaceAll("demo/", "demo\\");
    expect((await readWheel(writeWheel({ record }))).record?.problems).toEqual([]);
  });

  it("is a problem, and no refusal, where it is no UTF-8", async () => {
    const change = (entries: ReturnType<typeof wheelEntries>) =>
      entries.map((entry) =>
        String(entry.name).endsWith("/RECORD") ? { ...entry, content: Buffer.from([0xff]) } : entry,
      );
    expect((await readWheel(writeWheel({ change }))).record?.problems).toEqual(["RECORD is not UTF-8 text"]);
  });

  it("is read in a moment, however many quotes it has", async () => {
    const record = `${",".repeat(2_000_000)}\n${"a,,\n".repeat(500_000)}${'"'.repeat(2_000_001)}x`;
    const { problems = [] } = (await readWheel(writeWheel({ record }))).record ?? {};
    expect(problems).toHaveLength(21);
  });

  it("is missed when it is not there", async () => {
    const wheel = await readWheel(writeWheel({ record: null }));
    expect(wheel.record?.problems).toEqual(["there is no RECORD"]);
  });

  it("may quote paths with commas and quotes, and leave sizes out", async () => {
    const files = { 'demo/a,"b".py': "x\n" };
    const record = (right: string) =>
      right.replace(/^demo\/a.*$/m, `"demo/a,""b"".py",${recordLine("x", "x\n").split(",")[1] ?? ""},`);
    const wheel = await readWheel(writeWheel({ files, record }));
    expect(wheel.record?.problems).toEqual([]);
  });

  it("names at most 20 problems and counts the rest", async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}.py`, ""]));
    const wheel = await readWheel(writeWheel({ files, record: "" }));
    // 30 files, METADATA, WHEEL and RECORD itself are missing in it.
    expect(wheel.record?.problems).toHaveLength(21);
    expect(wheel.record?.problems.at(-1)).toBe("13 more");
  });
});

it("refuses more than the limits allow", async () => {
  const path = writeWheel({ files: { "zeros.bin": Buffer.alloc(300_000) } });
  const with_ = (limits: Partial<typeof archiveLimits>) =>
    readWheel(path, { limits: { ...archiveLimits, ...limits } });
  await expect(with_({ members: 3 })).rejects.toThrow("more than 3 members");
  await expect(with_({ total: 200_000 })).rejects.toThrow("more than 200000 bytes");
  await expect(with_({ ratioFrom: 1000 })).rejects.toThrow("decompression bomb");
  await expect(with_({ text: 10 })).rejects.toThrow("too many for a text");
});
