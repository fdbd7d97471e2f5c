import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createGzip } from "node:zlib";

import { pack } from "tar-stream";
import { describe, expect, it } from "vitest";

import { readSdist } from "../../../src/artifacts/sdist.ts";
import { elf, pyprojectText, sdistFile, temporaryFolder, writeSdist } from "../../support/archives.ts";
import { pax } from "../../support/tar-bytes.ts";

describe("readSdist on a healthy sdist", () => {
  it("reads metadata, pyproject.toml, members and chosen texts", async () => {
    const sdist = await readSdist(writeSdist({ files: { "demo/a.py": "a = 1\n" } }), {
      texts: ["demo/a.py", "gone"],
    });
    expect(sdist).toMatchObject({
      kind: "sdist",
      root: "demo-1.0",
      metadata: { name: "demo", version: "1.0", dynamic: ["Requires-Dist"], metadataVersion: "2.2" },
      pyproject: pyprojectText,
      newest: 1_600_000_000,
      texts: { "demo/a.py": "a = 1\n" },
    });
    expect(sdist.members.map((member) => member.path)).toEqual(["PKG-INFO", "pyproject.toml", "demo/a.py"]);
  });

  it("reads a chosen text in an old encoding, as setup.py may be", async () => {
    const more = [{ name: "demo-1.0/setup.py", content: Buffer.from("# J\xfcrgen\nsetup()\n", "latin1") }];
    const sdist = await readSdist(writeSdist({ more }), { texts: ["setup.py"] });
    expect(sdist.texts["setup.py"]).toBe("# J\ufffdrgen\nsetup()\n");
  });

  it("takes the newest time of all files, also from pax headers", async () => {
    const more = [pax({ mtime: "1700000000.75" }), { name: "demo-1.0/x.py" }];
    expect((await readSdist(writeSdist({ more }))).newest).toBe(1_700_000_000);
  });

  it("reads links that stay inside, long names, other folders' prefix and a commit in a global header", async () => {
    const long = `demo-1.0/${"folder/".repeat(30)}x.py`;
    const more = [
      pax({ comment: "a".repeat(40) }, "g"),
      { name: "demo-1.0/link", type: "2", linkname: "demo/__init__.py" },
      { name: "demo-1.0/deep/link", type: "2", linkname: "../demo" },
      { name: "demo-1.0/hard", type: "1", linkname: "demo-1.0/demo/__init__.py" },
      pax({ path: long }),
      { name: "x" },
      { name: "././@LongLink", type: "L", magic: "ustar  \0", content: `${long}c\0` },
      { name: "x", magic: "ustar  \0" },
      { name: "./demo-1.0/run.sh", mode: 0o755, content: elf },
    ];
    const { members } = await readSdist(writeSdist({ more }));
    expect(
      members
        .slice(-6)
        .map(({ path, kind, executable, machineCode }) => [path, kind, executable, machineCode]),
    ).toEqual([
      ["link", "symlink", false, undefined],
      ["deep/link", "symlink", false, undefined],
      ["hard", "hardlink", false, undefined],
      [long.slice(9), "file", false, undefined],
      [`${long.slice(9)}c`, "file", false, undefined],
      ["run.sh", "file", true, "elf"],
    ]);
  });

  it("reads what another library writes", async () => {
    const path = join(temporaryFolder(), sdistFile);
    const tar = pack();
    const written = tar.pipe(createGzip()).pipe(createWriteStream(path));
    const long = `demo-1.0/${"ä".repeat(120)}.txt`;
    tar.entry({ name: "demo-1.0", type: "directory" });
    tar.entry({ name: "demo-1.0/PKG-INFO" }, "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n");
    tar.entry({ name: long, mtime: new Date(1_650_000_000_000) }, "x".repeat(100_000));
    tar.finalize();
    await once(written, "close");
    const sdist = await readSdist(path, { texts: [long.slice(9)] });
    expect(sdist.members[1]).toMatchObject({ path: long.slice(9), size: 100_000 });
    expect(sdist.texts[long.slice(9)]).toHaveLength(100_000);
    expect(sdist.pyproject).toBeUndefined();
  });

  it("leaves contents alone when no digests are wanted", async () => {
    const sdist = await readSdist(writeSdist(), { digests: false });
    expect(sdist.metadata.name).toBe("demo");
    expect(sdist.members.find((member) => member.path === "demo/__init__.py")?.sha256).toBeUndefined();
  });
});
