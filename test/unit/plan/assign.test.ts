import { describe, expect, it } from "vitest";
import { assignWheels, probes, type Kinds } from "../../../src/plan/assign.ts";
import { targets } from "../../support/plans.ts";

const x86 = "manylinux_2_28_x86_64";
const arm = "manylinux_2_28_aarch64";
const native = (target: { platform: { architecture: string } }) => target.platform.architecture === "x86_64";

function builders(ids: readonly string[], kinds: Kinds): Record<string, string | undefined> {
  return Object.fromEntries(
    assignWheels(targets(...ids), kinds, native).map(({ target, builtBy }) => [target.id, builtBy?.id]),
  );
}

describe("assignWheels", () => {
  it("gives every target a wheel of its own where the kind is one a version", () => {
    const ids = [`cp311-${x86}`, `cp312-${x86}`, `cp312-${arm}`];
    expect(builders(ids, { cpython: { kind: "version" } })).toEqual(
      Object.fromEntries(ids.map((id) => [id, id])),
    );
  });

  it("builds abi3 once a platform, on the oldest interpreter, and PyPy and free-threaded for themselves", () => {
    const ids = [
      `cp311-${x86}`,
      `cp313-${x86}`,
      `cp313t-${x86}`,
      `pp311-${x86}`,
      `cp311-${arm}`,
      `cp313-${arm}`,
    ];
    const kinds: Kinds = {
      cpython: { kind: "abi3", from: "cp39" },
      "cpython-free-threaded": { kind: "version" },
      pypy: { kind: "version" },
    };
    expect(builders(ids, kinds)).toEqual({
      [`cp311-${x86}`]: `cp311-${x86}`,
      [`cp313-${x86}`]: `cp311-${x86}`,
      [`cp313t-${x86}`]: `cp313t-${x86}`,
      [`pp311-${x86}`]: `pp311-${x86}`,
      [`cp311-${arm}`]: `cp311-${arm}`,
      [`cp313-${arm}`]: `cp311-${arm}`,
    });
  });

  it("leaves interpreters older than the abi3 floor their own wheels", () => {
    const ids = [`cp39-${x86}`, `cp310-${x86}`, `cp311-${x86}`, `cp312-${x86}`];
    expect(builders(ids, { cpython: { kind: "abi3", from: "cp311" } })).toEqual({
      [`cp39-${x86}`]: `cp39-${x86}`,
      [`cp310-${x86}`]: `cp310-${x86}`,
      [`cp311-${x86}`]: `cp311-${x86}`,
      [`cp312-${x86}`]: `cp311-${x86}`,
    });
  });

  it("builds a pure wheel once for everything, natively, but only for the families that are pure", () => {
    const ids = [`cp311-${arm}`, `cp311-${x86}`, `pp311-${arm}`, `pp311-${x86}`];
    const kinds: Kinds = { cpython: { kind: "version" }, pypy: { kind: "pure" } };
    expect(builders(ids, kinds)).toEqual({
      [`cp311-${arm}`]: `cp311-${arm}`,
      [`cp311-${x86}`]: `cp311-${x86}`,
      [`pp311-${arm}`]: `pp311-${x86}`,
      [`pp311-${x86}`]: `pp311-${x86}`,
    });
    const allPure = builders(ids, { cpython: { kind: "pure" }, pypy: { kind: "pure" } });
    expect(new Set(Object.values(allPure))).toEqual(new Set([`cp311-${x86}`]));
  });

  it("builds a py3-none-PLATFORM wheel once a platform", () => {
    const kinds: Kinds = { cpython: { kind: "py3-platform" } };
    const ids = [`cp311-${x86}`, `cp312-${x86}`, `cp311-${arm}`];
    expect(builders(ids, kinds)).toEqual({
      [`cp311-${x86}`]: `cp311-${x86}`,
      [`cp312-${x86}`]: `cp311-${x86}`,
      [`cp311-${arm}`]: `cp311-${arm}`,
    });
  });
});

describe("probes", () => {
  it("asks each unknown family once: natively, with the oldest interpreter", () => {
    const ids = [`cp312-${arm}`, `cp311-${arm}`, `cp312-${x86}`, `pp311-${arm}`, `cp313t-${x86}`];
    const found = probes(targets(...ids), { "cpython-free-threaded": { kind: "version" } }, native);
    expect(found.map(({ id }) => id)).toEqual([`cp312-${x86}`, `pp311-${arm}`]);
  });
});
