import { describe, expect, it } from "vitest";
import { build, plan, type ModuleBuild, type ModuleSlice } from "../../../src/pipeline/module-build.ts";

const none = undefined as never;
const base: ModuleBuild & ModuleSlice = {
  client: none,
  source: {} as never,
  only: [],
  compilerCache: "proposed",
};

describe("the functions of the module that build", () => {
  it.each([
    [{ plan: {} as never }, "--plan says nothing without --slice"],
    [{ sdist: {} as never }, "--sdist says nothing without --slice"],
    [{ source: undefined }, "no project is given"],
    [{ git: {} as never }, "--source and --git cannot be given together"],
    [{ slice: "linux-x86_64", only: ["cp312-*"] }, "--only and --slice cannot be given together"],
    [{ compilerCache: "local" }, 'there is no compiler cache "local"'],
  ])("refuse %o before they ask the engine for anything", async (given, words) => {
    const refused = build({ ...base, ...given });
    await expect(refused).rejects.toThrow(`error[usage-invalid]: ${words}\nnext: `);
  });

  it("want slices where kinds of machines are named", async () => {
    const asked = { ...base, slices: undefined, runners: "macos-arm64", asJson: false };
    await expect(plan(asked)).rejects.toThrow("--runners says nothing without --slices");
  });
});
