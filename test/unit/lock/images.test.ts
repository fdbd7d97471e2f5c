import { describe, expect, it } from "vitest";
import { imageFor } from "../../../src/lock/images.ts";
import { images } from "../../../src/services.ts";
import { parsePlatform } from "../../../src/tags/platform.ts";

const image = (platform: string, options?: Parameters<typeof imageFor>[1]) =>
  imageFor(parsePlatform(platform)!, options);

describe("the image of a platform", () => {
  it("is the published image of the same policy and architecture", () => {
    expect(image("manylinux_2_28_aarch64")).toBe(`${images.prefix}manylinux_2_28_aarch64`);
    expect(image("musllinux_1_2_riscv64")).toBe(`${images.prefix}musllinux_1_2_riscv64`);
    expect(image("manylinux_2_31_armv7l")).toBe(`${images.prefix}manylinux_2_31_armv7l`);
  });

  it("is the same for both names of a policy", () => {
    expect(image("manylinux_2_17_x86_64")).toBe(image("manylinux2014_x86_64"));
    expect(image("manylinux_2_17_x86_64")).toBe(`${images.prefix}manylinux2014_x86_64`);
  });

  it.each([
    ["a policy nobody publishes", "manylinux_2_36_x86_64"],
    ["an architecture the policy lacks", "manylinux_2_28_armv7l"],
    ["another system", "macosx_11_0_arm64"],
    ["no policy at all", "linux_x86_64"],
  ])("does not exist for %s", (_, platform) => {
    expect(image(platform)).toBeUndefined();
  });

  it("comes from a mirror where one is named, and from the user's own name before that", () => {
    const registry = "registry.example/mirror";
    expect(image("manylinux_2_28_x86_64", { registry })).toBe(
      "registry.example/mirror/manylinux_2_28_x86_64",
    );
    const overrides = { manylinux_2_36_x86_64: "registry.example/own:1" };
    expect(image("manylinux_2_36_x86_64", { registry, overrides })).toBe("registry.example/own:1");
  });

  it("lists no policy and architecture that is no platform tag", () => {
    for (const family of images.families)
      for (const architecture of family.architectures) {
        const platform = parsePlatform(`${family.name}_${architecture}`);
        expect(platform, family.name).toBeDefined();
        expect(imageFor(platform!)).toBe(`${images.prefix}${family.name}_${architecture}`);
      }
  });
});
