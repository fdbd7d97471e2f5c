import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parse.ts";
import { wantedOf } from "../../../src/lock/wanted.ts";
import { images } from "../../../src/services.ts";
import { parseTarget } from "../../../src/tags/target.ts";

const digest = `sha256:${"a".repeat(64)}`;
const config = (wheelway: string) =>
  parseConfig({
    pyproject: {
      path: "pyproject.toml",
      text: `[project]\nname = "x"\nversion = "1"\n[build-system]\nrequires = ["setuptools >= 61", "cffi", "cffi"]\nbuild-backend = "setuptools.build_meta"\n${wheelway}`,
    },
  });
const targets = ["cp312-manylinux_2_28_x86_64", "pp311-manylinux_2_28_x86_64", "cp312-win_amd64"].map((id) =>
  parseTarget(id)!,
);

describe("what a project wants locked", () => {
  it("is its requirements, sorted and each once, and the images of its targets", async () => {
    const wanted = wantedOf(await config(""), targets, true);
    expect(wanted.requires).toEqual(["cffi", "setuptools >= 61"]);
    expect(wanted.images).toEqual([`${images.prefix}manylinux_2_28_x86_64`]);
    expect(wanted.complete).toBe(false);
  });

  it("has no images where nothing runs in containers", async () => {
    expect(wantedOf(await config(""), targets, false).images).toEqual([]);
  });

  it("knows the image of an override, and needs none that has its digest in the configuration", async () => {
    const text = `
      [tool.wheelway]
      python = ["cp312", "pp311"]
      platforms = ["manylinux_2_28_x86_64", "win_amd64"]
      [tool.wheelway.images]
      manylinux_2_28_x86_64 = "registry.example/pinned@${digest}"
      [[tool.wheelway.override]]
      select = "pp311-*"
      images = { manylinux_2_28_x86_64 = "registry.example/pypy:1" }
    `;
    const wanted = wantedOf(await config(text), targets, true);
    expect(wanted.images).toEqual(["registry.example/pypy:1"]);
    expect(wanted.complete).toBe(true);
  });
});
