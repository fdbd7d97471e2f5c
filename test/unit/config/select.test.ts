/** Which targets a project has on a machine. */

import { describe, expect, it } from "vitest";
import { knownInterpreters } from "../../../src/config/python-releases.ts";
import { selectTargets, type CanMake } from "../../../src/config/select.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { parsePlatform, type Platform } from "../../../src/tags/platform.ts";
import { configOf } from "../../support/configs.ts";

function can(platforms: readonly string[], interpreters?: readonly string[]): CanMake {
  return {
    platforms: platforms.map((name) => parsePlatform(name) as Platform),
    interpreters: knownInterpreters.filter(({ name }) => interpreters?.includes(name) ?? true),
  };
}

const linux = can(["manylinux_2_36_x86_64"]);

async function select(wheelway: string, project = "", machine = linux, only?: readonly string[]) {
  const { targets, skipped } = selectTargets(await configOf(wheelway, project), machine, only);
  return { ids: targets.map(({ id }) => id), skipped, targets };
}

const suffix = (names: readonly string[]) => names.map((name) => `${name}-manylinux_2_36_x86_64`);

describe("without configuration", () => {
  it("takes the released CPythons that requires-python admits", async () => {
    expect((await select("", 'requires-python = ">=3.11.2, !=3.12.*, <3.14"')).ids).toEqual(
      suffix(["cp311", "cp313"]),
    );
    expect((await select("")).ids).toEqual(suffix(["cp39", "cp310", "cp311", "cp312", "cp313", "cp314"]));
  });

  it("takes of these only what the classifiers name, and says what they leave out", async () => {
    const { ids, skipped } = await select(
      "",
      'requires-python = ">=3.12"\nclassifiers = ["Programming Language :: Python :: 3", "Programming Language :: Python :: 3.12", "Programming Language :: Python :: 3.9"]',
    );
    expect(ids).toEqual(suffix(["cp312"]));
    expect(skipped.map(({ id, kind }) => [id, kind])).toEqual(
      suffix(["cp313", "cp314"]).map((id) => [id, "unclaimed"]),
    );
  });

  it("does not let stale classifiers leave nothing", async () => {
    const stale = 'requires-python = ">=3.14"\nclassifiers = ["Programming Language :: Python :: 3.8"]';
    expect((await select("", stale)).ids).toEqual(suffix(["cp314"]));
  });

  it("takes only what the machine can make", async () => {
    const machine = can(["linux_x86_64", "musllinux_1_2_x86_64"], ["cp312", "pp311", "cp313t"]);
    expect((await select("", "", machine)).ids).toEqual(["cp312-linux_x86_64", "cp312-musllinux_1_2_x86_64"]);
  });

  it("takes other Pythons where --only names them, and not for a glob over Pythons", async () => {
    expect((await select("", "", linux, ["cp314t-*", "cp39-*"])).ids).toEqual(suffix(["cp39", "cp314t"]));
    expect((await select("", "", linux, ["*"])).ids).not.toContain("pp311-manylinux_2_36_x86_64");
  });
});

describe("with configuration", () => {
  const two =
    'python = ["cp312", "pp311"]\nplatforms = ["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "win_amd64"]\n';

  it("is Pythons times platforms, less what is skipped, less what is made elsewhere", async () => {
    const { ids, skipped } = await select(`${two}skip = ["pp311-*_x86_64"]`);
    expect(ids).toEqual(["cp312-manylinux_2_28_x86_64"]);
    expect(skipped.map(({ id, kind }) => `${id} ${kind}`).sort()).toEqual([
      "cp312-manylinux_2_28_aarch64 platform",
      "cp312-win_amd64 platform",
      "pp311-manylinux_2_28_aarch64 platform",
      "pp311-manylinux_2_28_x86_64 skip",
      "pp311-win_amd64 platform",
    ]);
  });

  it("does not take a machine of another libc for one that can make it", async () => {
    const both = 'python = ["cp312"]\nplatforms = ["manylinux_2_28_x86_64", "musllinux_1_2_x86_64"]';
    expect((await select(both)).ids).toEqual(["cp312-manylinux_2_28_x86_64"]);
    expect((await select(both, "", can(["linux_x86_64"]))).ids).toHaveLength(2);
  });

  it("says which interpreter is missing", async () => {
    const { ids, skipped } = await select(two, "", can(["manylinux_2_36_x86_64"], ["cp312"]));
    expect(ids).toEqual(["cp312-manylinux_2_28_x86_64"]);
    expect(skipped).toContainEqual({
      id: "pp311-manylinux_2_28_x86_64",
      kind: "interpreter",
      why: "there is no pp311 here",
    });
  });

  it("names a target by the platform of its override, and finds it by either name", async () => {
    const text = `${two}override = [{ select = "pp311-*linux_*_aarch64", platform = "manylinux_2_36_aarch64" }]`;
    const machine = can(["manylinux_2_36_aarch64"]);
    expect((await select(text, "", machine)).ids).toEqual([
      "cp312-manylinux_2_28_aarch64",
      "pp311-manylinux_2_36_aarch64",
    ]);
    for (const name of ["pp311-manylinux_2_28_aarch64", "pp311-manylinux_2_36_aarch64"])
      expect((await select(text, "", machine, [name])).ids).toEqual(["pp311-manylinux_2_36_aarch64"]);
  });

  it("builds a target once where an override gives it the name of another", async () => {
    const text = `python = ["cp312"]\nplatforms = ["manylinux_2_28_x86_64", "manylinux_2_36_x86_64"]
      override = [{ select = "*_2_28_*", platform = "manylinux_2_36_x86_64", optional = true }]`;
    const { targets, skipped } = await select(text);
    expect(targets.map(({ id, asked }) => [id, asked])).toEqual([["cp312-manylinux_2_36_x86_64", undefined]]);
    expect(skipped).toMatchObject([{ id: "cp312-manylinux_2_28_x86_64", kind: "duplicate" }]);
  });
});

describe("--only", () => {
  const two = 'python = ["cp312", "cp313"]\nplatforms = ["manylinux_2_28_x86_64", "win_amd64"]\n';

  async function failure(only: string, wheelway = two, machine = linux): Promise<WheelwayError> {
    return select(wheelway, "", machine, ["cp312-manylinux_*", only]).then(
      () => expect.fail("was accepted"),
      (error: unknown) => (error instanceof WheelwayError ? error : expect.fail(String(error))),
    );
  }

  it("takes what any of its globs matches", async () => {
    expect((await select(two, "", linux, ["cp313-many*", "cp312-*"])).ids).toHaveLength(2);
  });

  it.each([
    ["cp312-manylinux_2_82_x86_64", "Did you mean `cp312-manylinux_2_28_x86_64`?"],
    ["cp312", "Did you mean `cp312-*`?"],
    ["manylinux_2_28_x86_64", "Did you mean `*-manylinux_2_28_x86_64`?"],
    ["cp311-*", "Did you mean `cp312-*` or `cp313-*`?"],
    ["cp312-win_amd46", "Did you mean `cp312-win_amd64`?"],
    ["cp312-manylinux_x86_64", "Did you mean `cp312-manylinux_*_x86_64`?"],
    ["everything", "`wheelway plan` lists the targets of this project."],
  ])("%s is unknown: %s", async (only, next) => {
    const error = await failure(only);
    expect(error).toMatchObject({ code: "target-unknown", message: `"${only}" matches no target`, next });
    expect(error.why).toContain("cp313-manylinux_2_28_x86_64");
  });

  it("says that a target is skipped, made elsewhere, or lacks its interpreter", async () => {
    expect(await failure("cp312-win_amd64")).toMatchObject({ code: "target-impossible" });
    expect(await failure("cp313-*", `${two}skip = ["cp313-*"]`)).toMatchObject({ code: "target-unknown" });
    const without = can(["manylinux_2_36_x86_64"], ["cp312"]);
    expect(await failure("cp313-many*", two, without)).toMatchObject({ code: "interpreter-missing" });
  });
});
