import { describe, expect, it } from "vitest";
import { planUpdate } from "../../../src/lock/update.ts";
import { sample } from "./sample.ts";

const reference = "registry.example/manylinux_2_28_x86_64";

describe("--update", () => {
  it("of nothing keeps everything", () => {
    expect(planUpdate(sample, "none")).toEqual({ start: sample, packages: "none" });
  });

  it("of everything forgets images and kinds, but not what back ends asked for", () => {
    const { start, packages } = planUpdate(sample, "all");
    expect(packages).toBe("all");
    expect(start.images).toEqual({});
    expect(start.facts).toEqual({ emulated: {}, kinds: {}, dynamic: sample.facts.dynamic });
  });

  it("of a package names it to uv, however it is spelt", () => {
    expect(planUpdate(sample, ["CFFI", "Ninja"])).toEqual({ start: sample, packages: ["cffi", "ninja"] });
  });

  it.each([reference, "manylinux_2_28_x86_64", "images"])("of the image %s forgets its digest", (name) => {
    const { start, packages } = planUpdate(sample, [name]);
    expect(start.images).toEqual({});
    expect(packages).toBe("none");
  });

  it("of facts forgets the kinds of wheels", () => {
    expect(planUpdate(sample, ["facts"]).start.facts.kinds).toEqual({});
  });

  it("of something unknown is an error with what is near", () => {
    expect(() => planUpdate(sample, ["cfi"])).toThrow(
      expect.objectContaining({ code: "usage-invalid", next: "Did you mean `cffi`?" }) as Error,
    );
  });
});
