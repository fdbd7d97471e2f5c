import { describe, expect, it } from "vitest";
import { WheelwayError } from "../../../src/errors.ts";
import { withDynamic, withKinds } from "../../../src/lock/facts.ts";
import { emptyLock, type Lock } from "../../../src/lock/lock.ts";
import { refuseStale, staleness } from "../../../src/lock/stale.ts";
import { toolLists } from "../../../src/lock/tools.ts";
import type { Wanted } from "../../../src/lock/wanted.ts";
import { parseTarget } from "../../../src/tags/target.ts";
import { sample } from "./sample.ts";

const fresh: Lock = { ...sample, tools: toolLists };
const wanted: Wanted = {
  requires: ["cffi", "setuptools>=61"],
  targets: [parseTarget("cp312-manylinux_2_28_x86_64")!, parseTarget("cp313-manylinux_2_28_x86_64")!],
  images: ["registry.example/manylinux_2_28_x86_64"],
  complete: true,
};
const details = (lock: Lock, want: Wanted = wanted) =>
  staleness(lock, want).map(({ what, detail }) => `${what}: ${detail}`);

describe("a lock that fits", () => {
  it("is not stale", () => {
    expect(staleness(fresh, wanted)).toEqual([]);
    expect(() => refuseStale([])).not.toThrow();
  });

  it("is not stale for targets and images that this run does without", () => {
    expect(staleness(fresh, { ...wanted, targets: wanted.targets.slice(1), images: [] })).toEqual([]);
  });
});

describe("a stale lock", () => {
  it("says once that there is none", () => {
    expect(details(emptyLock)).toEqual(["lock: there is no wheelway.lock, or nothing is locked in it"]);
    expect(details(withKinds(emptyLock, { cpython: { kind: "pure" } }))).toHaveLength(1);
  });

  it("lacks the digest of an image", () => {
    expect(details(fresh, { ...wanted, images: ["registry.example/other"] })).toEqual([
      "image: the digest of registry.example/other is not locked",
    ]);
  });

  it("was resolved from other requirements, told once for all targets", () => {
    expect(details(fresh, { ...wanted, requires: ["cffi>=1.15", "setuptools>=61"] })).toEqual([
      "requires: build-system.requires has changed (+ cffi>=1.15, - cffi)",
    ]);
  });

  it("lacks targets, named up to six", () => {
    const targets = ["38", "39", "310", "311", "314", "315", "316"].map((minor) =>
      parseTarget(`cp${minor}-win_amd64`)!,
    );
    expect(details(fresh, { ...wanted, targets: targets.slice(0, 1) })).toEqual([
      "target: cp38-win_amd64 has no build requirements in the lock",
    ]);
    expect(details(fresh, { ...wanted, targets })[0]).toMatch(
      /^target: 7 targets have .*: cp38.* and 1 more$/,
    );
  });

  it("was resolved before the back end asked for more", () => {
    const learned = withDynamic(fresh, "linux", "wheel", ["cmake>=3.15"]);
    expect(details(learned)).toEqual([
      "dynamic: the build back end asks for other requirements (+ cmake>=3.15)",
    ]);
    // What another system needs is that system's business.
    expect(details(withDynamic(fresh, "windows", "wheel", ["cmake>=3.15"]))).toEqual([]);
    expect(details(withDynamic(fresh, "windows", "sdist", ["cmake>=3.15"]))).toHaveLength(1);
  });

  it("was made with other tools", () => {
    expect(details({ ...fresh, tools: { build: toolLists.build } })).toEqual([
      "tools: this version of Wheelway has other verify tools",
    ]);
  });

  it("predicts another kind of wheel than came out", () => {
    const found = staleness(fresh, wanted, { cpython: { kind: "version" }, graalpy: { kind: "version" } });
    expect(found.map(({ detail }) => detail)).toEqual([
      "cpython wheels came out as version, the lock has abi3 from cp39 on",
    ]);
  });

  it("is refused with everything that is stale and the one command that mends it", () => {
    const stale = staleness(sample, { ...wanted, requires: ["flit_core"] });
    let error: unknown;
    try {
      refuseStale(stale);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(WheelwayError);
    expect(error).toMatchObject({ code: "lock-stale", exitStatus: 4 });
    expect((error as WheelwayError).why?.split("\n")).toEqual(stale.map(({ detail }) => detail));
    expect((error as WheelwayError).next).toBe("Run `wheelway lock` and commit wheelway.lock.");
  });
});
