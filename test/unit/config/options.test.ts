/** Overrides: which hold for a target, and what they make of the options. */

import fc from "fast-check";
import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import { effectiveTarget, optionsFor } from "../../../src/config/options.ts";
import { parseTarget, type Target } from "../../../src/tags/target.ts";
import { configOf } from "../../support/configs.ts";

function target(id: string): Target {
  const found = parseTarget(id);
  if (!found) throw new Error(`no target: ${id}`);
  return found;
}

const x86 = target("cp312-manylinux_2_28_x86_64");
const arm = target("cp312-manylinux_2_28_aarch64");

describe("optionsFor", () => {
  it("leaves a target that no override selects as it is", async () => {
    const config = await configOf('override = [{ select = "*_aarch64", build.env = { A = "1" } }]');
    expect(optionsFor(config, x86)).toBe(config.options);
    expect(optionsFor(config, arm).build.env).toEqual({ A: "1" });
  });

  it("keeps the keys beside the one that is replaced", async () => {
    const config = await configOf(`
      build = { env = { A = "1" }, timeout = 5, before = ["x"] }
      override = [{ select = "*", build = { env = { B = "2" } } }]`);
    expect(optionsFor(config, x86).build).toMatchObject({
      env: { B: "2" },
      timeoutMs: 300_000,
      before: ["x"],
    });
  });

  it("joins lists and merges tables at either end", async () => {
    const config = await configOf(
      `
      build = { env = { A = "base", B = "base" }, before = ["base"] }
      [[override]]
      select = "cp312-*"
      build = { "+env" = { A = "front", C = "front" }, "before+" = ["after"] }
      [[override]]
      select = "*_x86_64"
      build = { "env+" = { B = "end" }, "+before" = ["first"] }
      "images+" = { manylinux_2_28_x86_64 = "i" }`,
    );
    const { build, images } = optionsFor(config, x86);
    expect(build.env).toEqual({ A: "base", B: "end", C: "front" });
    expect(build.before).toEqual(["first", "base", "after"]);
    expect(images).toEqual({ manylinux_2_28_x86_64: "i" });
  });

  it("extends a default where the project sets nothing", async () => {
    const config = await configOf(
      'override = [{ select = "*", test."smoke+" = [{ name = "a", python = "1" }] }]',
    );
    expect(optionsFor(config, x86).test.smoke).toEqual([{ name: "a", python: "1" }]);
    expect(config.options.test.smoke).toEqual([]);
  });

  it("takes `optional` from the last override that says it", async () => {
    const config = await configOf(`
      override = [
        { select = "*", optional = true },
        { select = "*_x86_64", optional = false },
        { select = "*", build.timeout = 1 },
      ]`);
    expect(optionsFor(config, x86).optional).toBe(false);
    expect(optionsFor(config, arm).optional).toBe(true);
  });
});

describe("effectiveTarget", () => {
  const moved = `
    override = [
      { select = "pp311-*_2_28_aarch64", platform = "manylinux_2_36_aarch64" },
      { select = "pp311-manylinux_2_36_*", build.env = { NEW = "1" } },
      { select = "pp311-manylinux_2_28_*", test.env = { ASKED = "1" } },
    ]`;

  it("gives the target the name of its new platform, and keeps the asked one", async () => {
    const config = await configOf(moved);
    const built = effectiveTarget(config, target("pp311-manylinux_2_28_aarch64"));
    expect(built).toMatchObject({
      id: "pp311-manylinux_2_36_aarch64",
      asked: "pp311-manylinux_2_28_aarch64",
    });
    expect(effectiveTarget(config, built)).toEqual(built);
    expect(effectiveTarget(config, arm)).toBe(arm);
  });

  it("takes the platform of the last override that selects the asked name", async () => {
    const config = await configOf(`
      override = [
        { select = "*-manylinux_*_aarch64", platform = "manylinux_2_31_aarch64" },
        { select = "cp312-*_2_28_aarch64", platform = "manylinux_2_34_aarch64" },
        { select = "*-manylinux_2_34_aarch64", platform = "manylinux_2_39_aarch64" },
      ]`);
    expect(effectiveTarget(config, arm).id).toBe("cp312-manylinux_2_34_aarch64");
  });

  it("lets globs match either name", async () => {
    const config = await configOf(moved);
    const options = optionsFor(config, effectiveTarget(config, target("pp311-manylinux_2_28_aarch64")));
    expect([options.build.env, options.test.env]).toEqual([{ NEW: "1" }, { ASKED: "1" }]);
  });
});

describe("merging, for any overrides", () => {
  const names = fc.constantFrom("A", "B", "C");
  const env = fc.dictionary(names, fc.string({ maxLength: 3 }), { maxKeys: 3 });
  const list = fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 });
  const change = fc.record(
    {
      env: env,
      before: list,
      envHow: fc.constantFrom("replace", "prepend", "append"),
      beforeHow: fc.constantFrom("replace", "prepend", "append"),
      select: fc.constantFrom("*", "*_x86_64", "*_aarch64"),
    },
    { requiredKeys: ["env", "before", "envHow", "beforeHow", "select"] },
  );
  const written = (key: string, how: string) =>
    how === "prepend" ? `+${key}` : how === "append" ? `${key}+` : key;

  it("equals folding the changes that match, in order", async () => {
    await fc.assert(
      fc.asyncProperty(env, list, fc.array(change, { maxLength: 4 }), async (baseEnv, before, changes) => {
        const config = await parsed(baseEnv, before, changes);
        for (const one of [x86, arm]) {
          let expected = { env: baseEnv, before };
          for (const it of changes.filter(({ select }) => one.id.endsWith(select.slice(1)))) {
            expected = {
              env:
                it.envHow === "replace"
                  ? it.env
                  : it.envHow === "append"
                    ? { ...expected.env, ...it.env }
                    : { ...it.env, ...expected.env },
              before:
                it.beforeHow === "replace"
                  ? it.before
                  : it.beforeHow === "append"
                    ? [...expected.before, ...it.before]
                    : [...it.before, ...expected.before],
            };
          }
          expect(optionsFor(config, one).build).toMatchObject(expected);
          expect(Object.keys(optionsFor(config, one).build.env).sort()).toEqual(
            Object.keys(expected.env).sort(),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  it("changes neither the configuration nor what is not named", async () => {
    await fc.assert(
      fc.asyncProperty(env, list, fc.array(change, { maxLength: 4 }), async (baseEnv, before, changes) => {
        const config = await parsed(baseEnv, before, changes);
        const untouched = structuredClone(config);
        const options = optionsFor(config, x86);
        expect(config).toEqual(untouched);
        expect({ ...options, build: undefined }).toEqual({ ...config.options, build: undefined });
      }),
      { numRuns: 100 },
    );
  });

  interface Change {
    readonly env: Record<string, string>;
    readonly before: string[];
    readonly envHow: string;
    readonly beforeHow: string;
    readonly select: string;
  }

  async function parsed(
    env: Record<string, string>,
    before: string[],
    changes: readonly Change[],
  ): Promise<Config> {
    const override = changes.map((one) => ({
      select: one.select,
      build: { [written("env", one.envHow)]: one.env, [written("before", one.beforeHow)]: one.before },
    }));
    return configOf(stringify({ build: { env, before }, ...(override.length > 0 ? { override } : {}) }));
  }
});
