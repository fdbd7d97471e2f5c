/** What targets have in common is put in common: the configuration gives each target exactly what it was drafted with. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { optionsFor } from "../../../../src/config/options.ts";
import { parseConfig } from "../../../../src/config/parse.ts";
import { selectTargets } from "../../../../src/config/select.ts";
import { knownInterpreters } from "../../../../src/config/python-releases.ts";
import { combine } from "../../../../src/config/translate/combine.ts";
import { Draft, type LeafPath } from "../../../../src/config/translate/draft.ts";
import { render } from "../../../../src/config/translate/render.ts";
import { Ledger } from "../../../../src/config/translate/setting.ts";
import { Coverer } from "../../../../src/config/translate/cover.ts";
import type { RawValue } from "../../../../src/config/config.ts";
import { parseTarget, type Target } from "../../../../src/tags/target.ts";
import { projectToml } from "../../../support/configs.ts";

const interpreters = ["cp310", "cp312", "cp314", "cp314t", "pp311"];
const platforms = [
  "manylinux_2_17_x86_64",
  "manylinux_2_28_x86_64",
  "manylinux_2_28_aarch64",
  "musllinux_1_2_x86_64",
  "macosx_11_0_arm64",
  "win_amd64",
  "win32",
];

const leaves: readonly (readonly [LeafPath, readonly RawValue[]])[] = [
  [
    ["build", "env", "CFLAGS"],
    ["-O1", "-O2", "-O3"],
  ],
  [
    ["build", "env", "MODE"],
    ["a", "b"],
  ],
  [
    ["build", "config-settings", "key"],
    ["x", ["y", "z"]],
  ],
  [
    ["repair", "args"],
    [["--strip"], ["--other", "arg"]],
  ],
  [
    ["test", "requires"],
    [["pytest"], ["pytest", "mock"]],
  ],
  [
    ["test", "command"],
    ["run one", "run two"],
  ],
  [["test", "untested"], ["because"]],
  [
    ["prepare", "packages"],
    [["a-devel"], ["b-dev"]],
  ],
];

/** For each target: is it built, and which value (or none) has each leaf? */
const drafted = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...interpreters), fc.constantFrom(...platforms)), {
    minLength: 1,
    maxLength: 30,
    selector: (pair) => pair.join("-"),
  })
  .chain((pairs) =>
    fc.tuple(
      fc.constant(pairs.map((pair) => pair.join("-"))),
      fc.array(fc.array(fc.nat(3), { minLength: leaves.length, maxLength: leaves.length }), {
        minLength: pairs.length,
        maxLength: pairs.length,
      }),
    ),
  );

function target(id: string): Target {
  const found = parseTarget(id);
  if (!found) throw new Error(id);
  return found;
}

function draftOf(id: string, choices: readonly number[], ledger: Ledger): Draft {
  const { interpreter, platform } = target(id);
  const draft = new Draft(interpreter, platform, { where: "test", knowsTests: true, ledger });
  leaves.forEach(([path, values], index) => {
    const value = values[choices[index] ?? 0];
    if (value !== undefined) draft.set(path, value, []);
  });
  return draft;
}

async function configOf(drafts: readonly Draft[], ledger: Ledger) {
  const table = combine(drafts, ledger);
  const text = render({ table, suggestions: {}, seen: [], sources: [], notCarried: [], nested: false });
  return parseConfig({
    pyproject: { path: "pyproject.toml", text: projectToml() },
    wheelway: { path: "wheelway.toml", text },
  });
}

describe("a configuration made of drafts", () => {
  it("chooses the drafted targets and gives each what it was drafted with", async () => {
    await fc.assert(
      fc.asyncProperty(drafted, async ([ids, choices]) => {
        const ledger = new Ledger();
        const drafts = ids.map((id, index) => draftOf(id, choices[index] ?? [], ledger));
        const config = await configOf(drafts, ledger);
        const can = { interpreters: knownInterpreters, platforms: config.options.platforms ?? [] };
        const { targets } = selectTargets(config, can);
        expect(targets.map(({ id }) => id).sort()).toEqual([...ids].sort());
        for (const chosen of targets) {
          const draft = drafts[ids.indexOf(chosen.id)];
          const options = optionsFor(config, chosen);
          const got = (path: LeafPath): unknown => {
            const [table, key, name] = path;
            const inner = (options as unknown as Record<string, Record<string, unknown>>)[table] ?? {};
            const value = inner[key.replace(/-(\w)/, (_, letter: string) => letter.toUpperCase())];
            return name === undefined ? value : (value as Record<string, unknown>)[name];
          };
          for (const [path, values] of leaves) {
            const nothing = Array.isArray(values[0]) && path.length === 2 ? [] : undefined;
            expect(got(path), `${chosen.id} ${path.join(".")}`).toEqual(draft?.get(path) ?? nothing);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it("takes the first of two builds of one target, and tells of the second", async () => {
    const ledger = new Ledger();
    const [first, second] = [0, 1].map((choice) =>
      draftOf("cp312-win_amd64", [choice, 3, 3, 3, 3, 3, 3, 3], ledger),
    );
    const config = await configOf([first!, second!], ledger);
    expect(config.options.build.env).toEqual({ CFLAGS: "-O1" });
    expect(ledger.report().notCarried).toEqual([
      {
        setting: "second build",
        value: "cp312-win_amd64",
        where: "test",
        why: "it is built at test as well, with another build.env.CFLAGS; the first is taken",
      },
    ]);
  });

  it("asks for one platform and gives Pythons with another policy theirs", () => {
    const ids = ["cp310-manylinux_2_17_x86_64", "cp312-manylinux_2_28_x86_64", "cp314-manylinux_2_28_x86_64"];
    const ledger = new Ledger();
    const table = combine(
      ids.map((id) => draftOf(id, [3, 3, 3, 3, 3, 3, 3, 3], ledger)),
      ledger,
    );
    expect(table).toMatchObject({
      platforms: ["manylinux_2_28_x86_64"],
      override: [{ select: "cp310-*", platform: "manylinux_2_17_x86_64" }],
    });
  });

  it("asks for both platforms where a Python has a wheel for each", () => {
    const ids = ["cp312-manylinux_2_17_x86_64", "cp312-manylinux_2_28_x86_64", "cp314-manylinux_2_28_x86_64"];
    const ledger = new Ledger();
    const table = combine(
      ids.map((id) => draftOf(id, [3, 3, 3, 3, 3, 3, 3, 3], ledger)),
      ledger,
    );
    expect(table).toEqual({
      python: ["cp312", "cp314"],
      platforms: ["manylinux_2_17_x86_64", "manylinux_2_28_x86_64"],
      skip: ["cp314-manylinux_2_17_*"],
    });
  });
});

describe("globs for a set of targets", () => {
  const all = interpreters.flatMap((one) => platforms.map((platform) => ({ names: [`${one}-${platform}`] })));
  const cover = (matches: RegExp, free?: RegExp) => {
    const pick = (pattern: RegExp) => new Set(all.filter(({ names: [name = ""] }) => pattern.test(name)));
    return new Coverer(all).cover(pick(matches), free ? pick(free) : undefined);
  };

  it.each([
    [/./, ["*"]],
    [/linux/, ["*-*linux_*"]],
    [/^pp/, ["pp*-*"]],
    [/^cp\d+t-/, ["cp*t-*"]],
    [/aarch64/, ["*-*_aarch64"]],
    [/-win/, ["*-win*"]],
    [/^cp31[024]t?-musl/, ["cp*-musllinux_*"]],
    [/^(?!cp312-).*win32/, ["!(cp312)-win32"]],
    [/^cp310-win32|^pp311-mac/, ["cp310-win32", "pp*-macosx_*"]],
  ])("%s", (matches, globs) => {
    expect([...cover(matches)].sort()).toEqual([...globs].sort());
  });

  it("may match what is free", () => {
    expect(cover(/^cp310-manylinux_2_28/, /manylinux/)).toEqual(["*-manylinux_*"]);
    expect(cover(/^cp310-manylinux_2_28/, /^cp310-manylinux/)).toEqual(["cp310-manylinux_*"]);
  });
});
