import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WheelwayError } from "../../../src/errors.ts";
import { emptyLock, formatLock, parseLock, type Lock } from "../../../src/lock/lock.ts";
import { lockedImages, requirementsFor } from "../../../src/lock/lookup.ts";
import { digestOf, sample } from "./sample.ts";

function errorOf(text: string): WheelwayError {
  try {
    parseLock(text, "wheelway.lock");
  } catch (error) {
    if (error instanceof WheelwayError) return error;
    throw error;
  }
  throw new Error("it was read");
}

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,3})?$/);
const version = fc.stringMatching(/^[1-9]\d?(\.\d{1,2}){1,2}(rc1|\+cpu)?$/);
const digest = fc.stringMatching(/^sha256:[0-9a-f]{64}$/);
const requirement = fc
  .tuple(
    name,
    fc.constantFrom(
      "",
      ">=1",
      " ; python_version < '3.11'",
      '[extra] ; sys_platform == "win32"',
      "~=2.0 # é",
    ),
  )
  .map((parts) => parts.join(""));
const sorted = <T>(values: fc.Arbitrary<T>) =>
  fc.uniqueArray(values, { maxLength: 4 }).map((all) => [...all].sort());
const target = fc
  .tuple(
    fc.constantFrom("cp39", "cp312", "cp314t", "pp311"),
    fc.constantFrom("win_amd64", "macosx_11_0_arm64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64"),
  )
  .map((parts) => parts.join("-"));
const kind = fc.record(
  {
    kind: fc.constantFrom("pure", "abi3", "version", "py3-platform"),
    from: fc.constantFrom("cp39", "cp311"),
  },
  { requiredKeys: ["kind"] },
);

const locks: fc.Arbitrary<Lock> = fc
  .record({
    images: fc.dictionary(fc.constantFrom("registry.example:5000/a/b:1", "localhost/x", "c_d"), digest),
    tools: fc.record(
      { build: fc.record({ digest, packages: fc.constant(["uv==1"]) }) },
      { requiredKeys: [] },
    ),
    kinds: fc.record({ cpython: kind, pypy: kind, "cpython-free-threaded": kind }, { requiredKeys: [] }),
    dynamic: fc.record(
      { linux: fc.record({ sdist: sorted(requirement), wheel: sorted(requirement) }) },
      { requiredKeys: [] },
    ),
    pins: fc.dictionary(
      fc.tuple(name, version).map((parts) => parts.join("==")),
      fc.uniqueArray(digest, { minLength: 1, maxLength: 3 }).map((all) => all.sort()),
      { minKeys: 1, maxKeys: 6 },
    ),
    targets: fc.uniqueArray(target, { maxLength: 8 }),
    requires: sorted(requirement),
    marked: fc.boolean(),
  })
  .map(({ images, tools, kinds, dynamic, pins, targets, requires, marked }): Lock => ({
    version: 1,
    images,
    tools: tools,
    facts: { kinds, dynamic, emulated: {} },
    // One target a set: sets have no order of their own, the text sorts them.
    build: [...targets].sort().map((id) => ({
      targets: [id],
      requires,
      dynamic: [],
      packages: Object.keys(pins)
        .map((pin) => (marked ? `${pin} ; sys_platform == 'linux'` : pin))
        .sort(),
    })),
    packages: pins,
  }));

describe("the text of wheelway.lock", () => {
  it("gives the same lock when it is read again", () => {
    fc.assert(
      fc.property(locks, (lock) => {
        expect(parseLock(formatLock(lock), "wheelway.lock")).toEqual(lock);
      }),
    );
  });

  it("does not depend on the order of anything", () => {
    const shuffled: Lock = {
      ...sample,
      build: [...sample.build].reverse().map((set) => ({ ...set, targets: [...set.targets].reverse() })),
      packages: Object.fromEntries(Object.entries(sample.packages).reverse()),
    };
    expect(formatLock(shuffled)).toBe(formatLock(sample));
  });

  it("reads well", async () => {
    await expect(formatLock(sample)).toMatchFileSnapshot("../../golden/wheelway.lock");
  });

  it("may say next to nothing", () => {
    expect(parseLock("version = 1\n", "wheelway.lock")).toEqual(emptyLock);
    expect(parseLock(formatLock(emptyLock), "wheelway.lock")).toEqual(emptyLock);
  });
});

describe("a lock that cannot be used", () => {
  const good = formatLock(sample);
  const lineWith = (text: string, part: string) =>
    text.split("\n").findIndex((one) => one.includes(part)) + 1;

  it("names the line of a merge conflict, and the way out", () => {
    const text = good.replace('"cffi==2.1.1" = [', '<<<<<<< HEAD\n"cffi==2.1.1" = [\n=======\n>>>>>>> other');
    const error = errorOf(text);
    expect(error.code).toBe("config-syntax");
    expect(error.message).toContain("merge conflict");
    expect(error.why).toContain(`wheelway.lock:${lineWith(text, "<<<<<<<")}:`);
    expect(error.next).toContain("wheelway lock");
  });

  it("names the line of broken TOML", () => {
    const text = good.replace('kind = "abi3"', 'kind = "abi3');
    expect(errorOf(text)).toMatchObject({
      code: "config-syntax",
      why: expect.stringContaining(`wheelway.lock:${lineWith(text, 'kind = "abi3')}:`) as string,
    });
  });

  it.each([
    ["an unknown key", (text: string) => text.replace("dynamic = []", "dinamic = []"), "dinamic"],
    ["a kind that is none", (text: string) => text.replace('"abi3"', '"abi4"'), '"abi4"'],
    ["a digest that is none", (text: string) => text.replace(digestOf("a"), "sha256:abc"), "sha256:abc"],
    ["a target that is none", (text: string) => text.replace('"sdist"', '"cp312-beos"'), "cp312-beos"],
    ["a family that is none", (text: string) => text.replace("kinds.pypy", "kinds.jython"), undefined],
    [
      "a package name that would be an option of the installer",
      (text: string) => text.replaceAll("ninja==1.13.0", "--index-url=https://evil.example/"),
      undefined,
    ],
    [
      "a second line inside a requirement",
      (text: string) => text.replace('"ninja>=1.8.2"', '"ninja\\n--extra-index-url https://evil.example/"'),
      undefined,
    ],
    [
      "a marker with an option after it",
      (text: string) => text.replace("!= 'PyPy'", "!= 'PyPy' \\\\"),
      undefined,
    ],
    [
      "a set whose package has no hashes",
      (text: string) => text.replace('"ninja==1.13.0" = [', '"ninja==2" = ['),
      undefined,
    ],
    [
      "a target in two sets",
      (text: string) => text.replace('"sdist"', '"cp312-manylinux_2_28_x86_64"'),
      undefined,
    ],
  ])("is refused for %s", (_, change, onLine) => {
    const text = change(good);
    expect(text).not.toBe(good);
    const error = errorOf(text);
    expect(error.code).toBe("lock-stale");
    expect(error.exitStatus).toBe(4);
    expect(error.why).toMatch(/^wheelway\.lock:\d+: /);
    if (onLine !== undefined) expect(error.why).toContain(`wheelway.lock:${lineWith(text, onLine)}:`);
  });

  it("reaches no prototype", () => {
    const lock = parseLock(`${good}\n[packages.__proto__]\nforged = ["${digestOf("a")}"]\n`, "wheelway.lock");
    expect("forged" in lock.packages).toBe(false);
    expect("forged" in {}).toBe(false);
  });

  it("says so when a newer Wheelway wrote it", () => {
    expect(errorOf("version = 2\nnews = true\n").message).toContain("newer");
  });

  it("never makes the reader throw anything but its own errors", () => {
    fc.assert(
      fc.property(fc.nat(good.length), fc.nat(40), fc.string({ maxLength: 12 }), (at, cut, put) => {
        try {
          parseLock(good.slice(0, at) + put + good.slice(at + cut), "wheelway.lock");
        } catch (error) {
          expect(error).toBeInstanceOf(WheelwayError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a plan reads from a lock", () => {
  it("has images by reference, with their digest", () => {
    const reference = "registry.example/manylinux_2_28_x86_64";
    expect(lockedImages(sample)).toEqual({ [reference]: `${reference}@${digestOf("a")}` });
  });

  it("has the requirements of a target as a file with hashes", () => {
    expect(requirementsFor(sample, "sdist")).toBe(
      [
        "cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\",
        `    --hash=${digestOf("c")} \\`,
        `    --hash=${digestOf("d")}`,
        "setuptools==84.2.1 \\",
        `    --hash=${digestOf("f")}`,
        "",
      ].join("\n"),
    );
    expect(requirementsFor(sample, "cp39-win_amd64")).toBeUndefined();
  });
});
