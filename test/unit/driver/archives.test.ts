import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sdistEntries, temporaryFolder, writeArchive, writeSdist } from "../../support/archives.ts";
import { evaluate, pythons, type Python } from "../../support/driver.ts";
import { pax, tarGzBytes, type TarSpec } from "../../support/tar-bytes.ts";

const unpack = [
  "import archives, diagnosis",
  "def attempt(path, to, limits):",
  "    usual = {name: getattr(archives, name) for name in limits}",
  "    for name in limits: setattr(archives, name, limits[name])",
  "    try: archives.unpack(path, to)",
  "    except diagnosis.Failure as failure: return failure.reason + ': ' + failure.message",
  "    finally:",
  "        for name in usual: setattr(archives, name, usual[name])",
  "    return 'ok'",
  "print(json.dumps([attempt(one['path'], one['to'], one['limits']) for one in given]))",
];

interface Attempt {
  readonly said: string;
  readonly folder: string;
  readonly to: string;
}

/** Unpacks each archive into a folder of its own, all with one Python. */
function unpackAll(python: Python, paths: readonly string[], limits: Record<string, number> = {}): Attempt[] {
  const tries = paths.map((path) => {
    const folder = temporaryFolder();
    return { path, limits, folder, to: join(folder, "to") };
  });
  const said = evaluate(python, unpack, tries) as string[];
  return tries.map(({ folder, to }, index) => ({ said: said[index] ?? "", folder, to }));
}

function unpackOne(python: Python, path: string, limits: Record<string, number> = {}): Attempt {
  return unpackAll(python, [path], limits)[0]!;
}

const link = (name: string, linkname: string, type = "2"): TarSpec => ({ name, type, linkname });
const file = (name: string, content = "x"): TarSpec => ({ name, content });

/** What is wrong -> the members that are added to a good sdist, and what the message names. */
const hostile: Record<string, { more: TarSpec[]; says: RegExp }> = {
  "a parent": { more: [file("../evil")], says: /'\.\.\/evil' leads out/ },
  "a parent below the folder": { more: [file("demo-1.0/a/../../../evil")], says: /leads out/ },
  "an absolute path": { more: [file("/tmp/evil")], says: /'\/tmp\/evil' leads out/ },
  "a drive": { more: [file("C:/evil")], says: /'C:\/evil' leads out/ },
  "a backslash": { more: [file("demo-1.0\\..\\..\\evil")], says: /leads out/ },
  "an absolute link": {
    more: [link("demo-1.0/l", "/etc/passwd")],
    says: /demo-1\.0\/l links to \/etc\/passwd, outside/,
  },
  "a link out": { more: [link("demo-1.0/l", "../../x")], says: /links to \.\.\/\.\.\/x, outside/ },
  "a link out through a link": {
    more: [
      file("demo-1.0/a/b/c"),
      link("demo-1.0/a/b/up", "../.."),
      link("demo-1.0/a/b/x", "up/../../demo-1.0/a"),
    ],
    says: /outside/,
  },
  "a file below a link": {
    more: [link("demo-1.0/l", "demo"), file("demo-1.0/l/evil")],
    says: /demo-1\.0\/l\/evil lies below demo-1\.0\/l, which is no folder/,
  },
  "a file below a file": {
    more: [file("demo-1.0/f"), file("demo-1.0/f/g")],
    says: /lies below/,
  },
  "a hard link out": { more: [link("demo-1.0/h", "../../etc/passwd", "1")], says: /leads out/ },
  "a hard link to nothing": { more: [link("demo-1.0/h", "demo-1.0/none", "1")], says: /no file of it/ },
  "a device": {
    more: [{ name: "demo-1.0/d", type: "3" }],
    says: /demo-1\.0\/d is neither file, folder nor link/,
  },
  "a pipe": { more: [{ name: "demo-1.0/p", type: "6" }], says: /neither file, folder nor link/ },
  "names that differ in case": {
    more: [file("demo-1.0/README"), file("demo-1.0/Readme")],
    says: /README and demo-1\.0\/Readme differ only in case/,
  },
  "folders that differ in case": { more: [file("demo-1.0/DEMO/x")], says: /differ only in case/ },
  "names that differ in composition": {
    more: [file("demo-1.0/\u00e9"), file("demo-1.0/e\u0301")],
    says: /differ only in case/,
  },
  "two top-level folders": { more: [file("other/x")], says: /2 top-level entries/ },
  "a size that is not there": { more: [{ name: "demo-1.0/big", size: 7 * 1024 ** 3 }], says: /more than/ },
  "a header that claims gigabytes": {
    more: [{ ...pax({ path: "demo-1.0/x" }), size: 7 * 1024 ** 3 }],
    says: /a header claims|more than/,
  },
  "a pax path that leads out": { more: [pax({ path: "../../evil" }), file("demo-1.0/x")], says: /leads out/ },
};

describe.each(pythons)("hostile archives with $name", (python) => {
  it("refuses each, names the member, and leaves nothing behind", () => {
    const cases = Object.entries(hostile);
    const tries = unpackAll(
      python,
      cases.map(([, { more }]) => writeSdist({ more })),
    );
    for (const [index, [what, { says }]] of cases.entries()) {
      expect.soft(tries[index]?.said, what).toMatch(/^unsafe-archive: demo-1\.0\.tar\.gz: /);
      expect.soft(tries[index]?.said, what).toMatch(says);
      expect.soft(readdirSync(tries[index]!.folder), what).toEqual([]);
    }
  });

  it("refuses too many members, and too many bytes", () => {
    const many = writeSdist({ more: Array.from({ length: 30 }, (_, n) => file(`demo-1.0/${n}`)) });
    const zeros = writeSdist({ more: [file("demo-1.0/zeros", "\0".repeat(3_000_000))] });
    const limits = { MOST_MEMBERS: 20, MOST_BYTES: 1_000_000 };
    const [first, second] = unpackAll(python, [many, zeros], limits);
    expect(first?.said).toMatch(/^unsafe-archive: .*more than 20 members/);
    expect(second?.said).toMatch(/^unsafe-archive: .*1000000 bytes/);
    expect(readdirSync(second!.folder)).toEqual([]);
  });

  it("refuses what is damaged, and what is no tar archive", () => {
    const whole = tarGzBytes(sdistEntries({ files: { "a.txt": "abc".repeat(5000) } }));
    const [cut, zip, text, empty] = unpackAll(python, [
      writeArchive("demo-1.0.tar.gz", whole.subarray(0, whole.length / 2)),
      writeArchive("demo-1.0.zip", Buffer.from("PK\u0003\u0004....")),
      writeArchive("demo-1.0.tar.gz", Buffer.from("hello")),
      writeArchive("demo-1.0.tar.gz", tarGzBytes([])),
    ]);
    expect(cut?.said).toMatch(/^unsafe-archive: .*damaged/);
    expect(zip?.said).toMatch(
      /^unsafe-archive: demo-1\.0\.zip: it is a zip archive; an sdist is a \.tar\.gz/,
    );
    expect(text?.said).toMatch(/no compressed tar/);
    expect(empty?.said).toMatch(/0 top-level entries/);
  });
});

describe.each(pythons)("good archives with $name", (python) => {
  it("keeps content, links, executable bits and times, and drops the rest", () => {
    const { said, to } = unpackOne(
      python,
      writeSdist({
        more: [
          { name: "demo-1.0/run", content: "#!", mode: 0o6775, mtime: 1_500_000_000 },
          { name: "demo-1.0/plain", content: "p", mode: 0o666, mtime: 1_500_000_001 },
          link("demo-1.0/soft", "demo/__init__.py"),
          link("demo-1.0/dangling", "not-there"),
          link("demo-1.0/hard", "demo-1.0/plain", "1"),
          pax({ path: `demo-1.0/${"long/".repeat(40)}name` }),
          file("demo-1.0/short", "long"),
          file("./demo-1.0/dotted", "dotted"),
          file("demo-1.0/twice", "first"),
          file("demo-1.0/twice", "second"),
        ],
      }),
    );
    expect(said).toBe("ok");
    expect(statSync(join(to, "run")).mode & 0o7777).toBe(0o755);
    expect(statSync(join(to, "plain")).mode & 0o7777).toBe(0o644);
    expect(statSync(join(to, "plain")).mtimeMs).toBe(1_500_000_001_000);
    expect(readlinkSync(join(to, "soft"))).toBe("demo/__init__.py");
    expect(lstatSync(join(to, "dangling")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(to, "hard"), "utf8")).toBe("p");
    expect(readFileSync(join(to, "long/".repeat(40), "name"), "utf8")).toBe("long");
    expect(readFileSync(join(to, "dotted"), "utf8")).toBe("dotted");
    expect(readFileSync(join(to, "twice"), "utf8")).toBe("second");
  });

  it("will not mix an archive with what is there", () => {
    const folder = temporaryFolder();
    const to = join(folder, "to");
    mkdirSync(to);
    writeFileSync(join(to, "mine"), "");
    expect(evaluate(python, unpack, [{ path: writeSdist(), to, limits: {} }])).toEqual([
      expect.stringMatching(/is not empty/),
    ]);
    expect(readdirSync(to)).toEqual(["mine"]);
  });
});
