import { describe, expect, it } from "vitest";
import { differencesOf } from "../../../src/artifacts/archive-difference.ts";
import { memberContent } from "../../../src/artifacts/member-content.ts";
import { readSdist } from "../../../src/artifacts/sdist.ts";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import { writeSdist, writeWheel, type WheelSpec } from "../../support/archives.ts";

const files = { "demo/a.py": "a", "demo/b.py": "b" };

async function between(first: WheelSpec, second: WheelSpec) {
  return differencesOf(await readWheel(writeWheel(first)), await readWheel(writeWheel(second)));
}

describe("the first difference of two archives", () => {
  it("is a content before RECORD, which differs because of it", async () => {
    expect(await between({ files }, { files: { ...files, "demo/b.py": "c" } })).toEqual({
      first: { kind: "content", member: "demo/b.py" },
      members: 2,
    });
  });

  it("is RECORD where nothing else differs", async () => {
    const record = (right: string) => `${right.trimEnd().split("\n").reverse().join("\n")}\n`;
    const { first } = await between({ files }, { files, record });
    expect(first).toEqual({ kind: "content", member: "demo-1.0.dist-info/RECORD" });
  });

  it("is a member of one side only", async () => {
    const more = { ...files, "demo/c.py": "c" };
    expect((await between({ files }, { files: more })).first).toEqual({
      kind: "missing",
      member: "demo/c.py",
      from: "first",
    });
    expect((await between({ files: more }, { files })).first).toMatchObject({ from: "second" });
  });

  it("is a mode, an order, or the compression alone", async () => {
    const changed = (change: WheelSpec["change"]) => between({ files }, { files, ...(change && { change }) });
    const executable = await changed((all) =>
      all.map((one) => (one.name === "demo/b.py" ? { ...one, mode: 0o100755 } : one)),
    );
    expect(executable.first).toEqual({ kind: "mode", member: "demo/b.py" });
    expect((await changed((all) => [...all].reverse())).first).toEqual({
      kind: "order",
      member: "demo/a.py",
    });
    const stored = await changed((all) => all.map((one) => ({ ...one, method: 0 })));
    expect(stored.first).toEqual({ kind: "compression" });
  });

  it("is a time stamp in an sdist", async () => {
    const earlier = writeSdist({ change: (all) => all.map((one) => ({ ...one, mtime: 1_000_000_000 })) });
    const { first } = differencesOf(await readSdist(writeSdist()), await readSdist(earlier));
    expect(first.kind).toBe("time");
  });
});

describe("a member's content", () => {
  it("is read from wheels and sdists, and no further than asked for", async () => {
    const wheel = await readWheel(writeWheel({ files: { "demo/a.py": "0123456789" } }));
    expect(String(await memberContent(wheel, "demo/a.py", 4))).toBe("0123");
    expect(await memberContent(wheel, "demo/b.py", 4)).toHaveLength(0);
    const sdist = await readSdist(writeSdist({ files: { "a.py": "sdist" } }));
    expect(String(await memberContent(sdist, "a.py", 100))).toBe("sdist");
  });
});
