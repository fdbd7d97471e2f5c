import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readWheel } from "../../../src/artifacts/wheel.ts";
import {
  platformWheel,
  temporaryFolder,
  writeArchive,
  writeSdist,
  writeWheel,
} from "../../support/archives.ts";
import { evaluate, newest, pythons, type Python } from "../../support/driver.ts";
import { tarGzBytes } from "../../support/tar-bytes.ts";
import { zipBytes } from "../../support/zip-bytes.ts";

const epoch = 1_700_000_001;

/** Normalises copies of files with one Python; their paths, or what was said against one. */
function normalized(
  python: Python,
  paths: readonly string[],
  time = epoch,
): { path: string; said: string }[] {
  const copies = paths.map((path) => {
    const copy = join(temporaryFolder(), basename(path));
    copyFileSync(path, copy);
    return copy;
  });
  const said = evaluate(
    python,
    [
      "import normalizing, diagnosis",
      "def attempt(path):",
      "    try: normalizing.normalize(path, given['epoch'])",
      "    except diagnosis.Failure as failure: return failure.reason + ': ' + failure.message",
      "    return 'ok'",
      "print(json.dumps([attempt(path) for path in given['paths']]))",
    ],
    { paths: copies, epoch: time },
  ) as string[];
  return copies.map((path, index) => ({ path, said: said[index] ?? "" }));
}

const listZip = [
  "import zipfile, hashlib",
  "print(json.dumps([[i.filename, i.date_time, oct(i.external_attr >> 16), i.create_system, len(i.extra), i.flag_bits,",
  "    hashlib.sha256(zipfile.ZipFile(given).read(i)).hexdigest()] for i in zipfile.ZipFile(given).infolist()]))",
];
const listTar = [
  "import tarfile",
  "print(json.dumps([[m.name, m.mtime, oct(m.mode), m.uid, m.gid, m.uname, m.gname, m.type.decode(), m.linkname]",
  "    for m in tarfile.open(given)]))",
];
const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

describe.each(pythons)("normalize with $name", (python) => {
  it("gives wheels of the same content the same bytes, whatever their order, times and modes", () => {
    const spec = { files: { "b.py": "b", "a.sh": "#!", "demo/ü.txt": "ü" } };
    const plain = writeWheel(spec);
    const other = writeWheel({
      ...spec,
      change: (entries) => [...entries].reverse().map((entry) => ({ ...entry, mode: 0o100660, method: 0 })),
    });
    expect(sha256(plain)).not.toBe(sha256(other));
    const [one, two] = normalized(python, [plain, other]);
    expect(one?.said).toBe("ok");
    expect(sha256(two!.path)).toBe(sha256(one!.path));
    expect(readdirSync(join(one!.path, ".."))).toHaveLength(1);
    const [again] = normalized(python, [one!.path]);
    expect(sha256(again!.path)).toBe(sha256(one!.path));
  });

  it("puts .dist-info last and RECORD last of all, and changes no other content", () => {
    const wheel = writeWheel({ file: platformWheel, files: { "z.so": "z", "demo/a.py": "a" } });
    const before = evaluate(python, listZip, wheel) as string[][];
    const after = evaluate(python, listZip, normalized(python, [wheel])[0]!.path) as string[][];
    expect(after.map(([name]) => name)).toEqual([
      "demo/a.py",
      "z.so",
      "demo-1.0.dist-info/METADATA",
      "demo-1.0.dist-info/WHEEL",
      "demo-1.0.dist-info/RECORD",
    ]);
    const others = (list: string[][]) => list.filter(([name]) => !name?.endsWith("/RECORD"));
    const contents = (list: string[][]) => new Map(others(list).map((entry) => [entry[0], entry.at(-1)]));
    expect(contents(after)).toEqual(contents(before));
    for (const [, time, mode, system, extra] of after) {
      expect([time, mode, system, extra]).toEqual([[2023, 11, 14, 22, 13, 20], "0o100644", 3, 0]);
    }
  });

  it("writes RECORD in the order of the archive, but leaves it alone where it is signed", () => {
    const files = { "z.so": "z", "demo/a.py": "a" };
    const record = (right: string) => `${right.trimEnd().split("\n").reverse().join("\n")}\n`;
    const plain = writeWheel({ file: platformWheel, files });
    const signature = { "demo-1.0.dist-info/RECORD.jws": "{}" };
    const [one, two, signed] = normalized(python, [
      plain,
      writeWheel({ file: platformWheel, files, record }),
      writeWheel({ file: platformWheel, files: { ...files, ...signature }, record }),
    ]);
    expect(sha256(two!.path)).toBe(sha256(one!.path));
    const recordOf = (path: string) =>
      (
        evaluate(
          python,
          [
            "import zipfile",
            "print(json.dumps(zipfile.ZipFile(given).read('demo-1.0.dist-info/RECORD').decode()))",
          ],
          path,
        ) as string
      ).split("\n");
    expect(recordOf(one!.path).map((line) => line.split(",")[0])).toEqual([
      "demo/a.py",
      "z.so",
      "demo-1.0.dist-info/METADATA",
      "demo-1.0.dist-info/WHEEL",
      "demo-1.0.dist-info/RECORD",
      "",
    ]);
    expect(recordOf(signed!.path)[0]).toBe("demo-1.0.dist-info/RECORD,,");
  });

  it("names the folder of the build in no bill of materials, and says so in RECORD", () => {
    const sbom = "demo-1.0.dist-info/sboms/demo.cyclonedx.json";
    const made = (work: string) =>
      writeWheel({
        files: { "demo/a.py": `# ${work}`, [sbom]: `{"bom-ref": "path+file://${work}/src#demo"}` },
      });
    const [one, two] = ["/cache/one/work", "/elsewhere/work"].map((work) => {
      const wheel = made(work);
      evaluate(
        python,
        ["import normalizing", "normalizing.normalize(given[0], 0, given[1])", "print(0)"],
        [wheel, work],
      );
      return wheel;
    });
    const read = ["import zipfile", `print(json.dumps(zipfile.ZipFile(given).read('${sbom}').decode()))`];
    expect(evaluate(python, read, one!)).toBe('{"bom-ref": "path+file:///wheelway/src#demo"}');
    expect(evaluate(python, read, two!)).toBe('{"bom-ref": "path+file:///wheelway/src#demo"}');
    const problems = [one!, two!].map(async (path) => (await readWheel(path)).record?.problems);
    return expect(Promise.all(problems)).resolves.toEqual([[], []]);
  });

  it("never goes below 1980, which zip cannot tell", () => {
    const [wheel] = normalized(python, [writeWheel()], 0);
    const times = (evaluate(python, listZip, wheel!.path) as unknown[][]).map(([, time]) => time);
    expect(new Set(times.map(String))).toEqual(new Set(["1980,1,1,0,0,0"]));
  });

  it("gives sdists of the same content the same bytes, without name or time in the gzip header", () => {
    const plain = writeSdist({ files: { "b.py": "b", "a.py": "a" } });
    const other = writeSdist({
      files: { "a.py": "a", "b.py": "b" },
      change: (entries) => entries.map((entry) => ({ ...entry, mtime: 1_234_567_890 })).reverse(),
    });
    const [one, two] = normalized(python, [plain, other]);
    expect(one?.said).toBe("ok");
    expect(sha256(two!.path)).toBe(sha256(one!.path));
    const bytes = readFileSync(one!.path);
    expect([...bytes.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    expect(gunzipSync(bytes).length % 10240).toBe(0);
  });

  it("keeps links and executable bits of an sdist, and drops owners", () => {
    const sdist = writeSdist({
      files: {},
      more: [
        { name: "demo-1.0/run", content: "#!", mode: 0o700 },
        { name: "demo-1.0/soft", type: "2", linkname: "run" },
        { name: "demo-1.0/a-hard", type: "1", linkname: "demo-1.0/run", mode: 0o700 },
      ],
    });
    const after = evaluate(python, listTar, normalized(python, [sdist])[0]!.path) as unknown[][];
    const row = (name: string, mode: string, type: string, linkname = "") => [
      name,
      epoch,
      mode,
      0,
      0,
      "",
      "",
      type,
      linkname,
    ];
    expect(after).toEqual([
      row("demo-1.0", "0o755", "5"),
      row("demo-1.0/PKG-INFO", "0o644", "0"),
      row("demo-1.0/a-hard", "0o755", "0"),
      row("demo-1.0/pyproject.toml", "0o644", "0"),
      row("demo-1.0/run", "0o755", "0"),
      row("demo-1.0/soft", "0o777", "2", "run"),
    ]);
  });

  it("refuses what it cannot keep, and leaves the file as it was", () => {
    const twice = writeArchive(
      "demo-1.0-py3-none-any.whl",
      zipBytes([
        { name: "a.py", content: "1" },
        { name: "a.py", content: "2" },
      ]),
    );
    const text = writeArchive("x-1.0-py3-none-any.whl", Buffer.from("no zip"));
    const device = writeArchive("x-1.0.tar.gz", tarGzBytes([{ name: "x-1.0/d", type: "3" }]));
    const made = normalized(python, [twice, text, device]);
    expect(made.map(({ said }) => said)).toEqual([
      expect.stringMatching(/^unsafe-archive: .*a\.py stands in it twice/),
      expect.stringMatching(/^unsafe-archive: .*damaged/),
      expect.stringMatching(/^unsafe-archive: .*neither file, folder nor link/),
    ]);
    expect(made.map(({ path }) => sha256(path))).toEqual([twice, text, device].map(sha256));
    expect(readdirSync(join(made[0]!.path, ".."))).toHaveLength(1);
  });
});

describe("normalize", () => {
  it("gives an installable wheel", () => {
    const [wheel] = normalized(newest, [writeWheel()]);
    const site = temporaryFolder();
    writeFileSync(join(site, "marker"), "");
    const code = [
      "import zipfile",
      "zipfile.ZipFile(given[0]).extractall(given[1])",
      "sys.path.insert(0, given[1])",
      "import importlib.metadata, demo",
      "print(json.dumps([demo.__version__, importlib.metadata.version('demo')]))",
    ];
    expect(evaluate(newest, code, [wheel!.path, site])).toEqual(["1.0", "1.0"]);
  });
});
