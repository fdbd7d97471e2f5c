import { describe, expect, it } from "vitest";
import { releaseInModule, type ModuleRelease } from "../../../src/pipeline/module-release.ts";

const none = undefined as never;
const base: ModuleRelease = {
  program: none,
  source: none,
  options: {},
  image: undefined,
  nodeImage: undefined,
};

describe("releaseInModule", () => {
  it("wants one source of what is published, and says so before it asks the engine for anything", async () => {
    const words =
      /^error\[usage-invalid\]: one of dist and from-release is needed\nnext: .*--from-release=TAG/;
    await expect(releaseInModule(none, "publish", base)).rejects.toThrow(words);
    const both = { ...base, dist: {} as never, options: { "from-release": "v1" } };
    await expect(releaseInModule(none, "publish", both)).rejects.toThrow(words);
  });
});
