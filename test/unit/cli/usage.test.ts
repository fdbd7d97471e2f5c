import { describe, expect, it } from "vitest";
import { main } from "../../../src/cli/main.ts";
import { isCi, splitGlobs } from "../../../src/cli/options.ts";
import type { BuildRequest } from "../../../src/pipeline/surroundings.ts";
import { fakeDoor } from "../../support/door.ts";
import { expectGolden } from "../../support/golden.ts";

const wrong: Readonly<Record<string, readonly string[]>> = {
  "unknown-command": ["biuld"],
  "unknown-command-far": ["frobnicate"],
  "unknown-option": ["build", "--onyl", "cp312-*"],
  "unknown-option-before-command": ["--versoin"],
  "unknown-negated-option": ["build", "--no-loked"],
  "unknown-letter": ["build", "-x"],
  "unknown-letters": ["build", "-qx"],
  "bad-choice": ["build", "--backend", "hots"],
  "bad-choice-far": ["plan", "--backend", "kubernetes"],
  "missing-value": ["build", "--only"],
  "two-projects": ["build", "one", "two"],
  "argument-for-doctor": ["doctor", "x"],
  "quiet-and-verbose": ["build", "-q", "-v"],
  "unknown-shell": ["completion", "fsh"],
};

describe("a wrong command line", () => {
  it.each(Object.entries(wrong))("%s says what is wrong and what was meant", async (name, argv) => {
    const door = fakeDoor(argv);
    expect(await main(door)).toBe(2);
    expect(door.out()).toBe("");
    expectGolden(`errors/usage-${name}.txt`, `$ wheelway ${argv.join(" ")}\n${door.err()}`);
  });

  it("is JSON as well with --json", async () => {
    const door = fakeDoor(["build", "--json", "--onyl"]);
    expect(await main(door)).toBe(2);
    expect(JSON.parse(door.out())).toMatchObject({ type: "error", code: "usage-invalid", exitStatus: 2 });
    expect(door.err()).toContain("there is no option --onyl");
  });
});

/** What the build use case is asked for. */
async function asked(argv: readonly string[], env: Record<string, string> = {}): Promise<BuildRequest> {
  let seen: BuildRequest | undefined;
  const build = (request: BuildRequest) => {
    seen = request;
    return Promise.reject(new Error("enough"));
  };
  await main(fakeDoor(["build", ...argv], { env, useCases: { build } }));
  if (!seen) throw new Error("the use case was not called");
  return seen;
}

describe("options", () => {
  it("have defaults", async () => {
    expect(await asked([])).toEqual({
      project: ".",
      only: undefined,
      backend: undefined,
      locked: false,
      dist: undefined,
      failFast: false,
      force: false,
      reproduce: false,
      store: "use",
    });
  });

  it("say whether results of earlier builds are used", async () => {
    expect(await asked(["--no-cache"])).toMatchObject({ store: "off" });
    expect(await asked(["--refresh"])).toMatchObject({ store: "refresh" });
    expect(await asked(["--no-cache", "--refresh"])).toMatchObject({ store: "off" });
  });

  it("reach the use case, in any order", async () => {
    const argv = [
      "--only",
      "cp31{1,2}-*,pp311-*",
      "pkg",
      "--only",
      "cp39-*",
      "--fail-fast",
      "--force",
      "--dist",
      "out",
    ];
    expect(await asked([...argv, "--backend", "host", "--locked"])).toEqual({
      project: "pkg",
      only: ["cp31{1,2}-*", "pp311-*", "cp39-*"],
      backend: "host",
      locked: true,
      dist: "/home/user/out",
      failFast: true,
      force: true,
      reproduce: false,
      store: "use",
    });
  });

  it("may be repeated: the last wins", async () => {
    expect(await asked(["--backend", "host", "--backend=dagger"])).toMatchObject({ backend: "dagger" });
  });

  it("lock by default where CI is seen, and can be told not to", async () => {
    expect(await asked([], { CI: "1" })).toMatchObject({ locked: true });
    expect(await asked(["--no-locked"], { CI: "1" })).toMatchObject({ locked: false });
    expect(await asked([], { CI: "false" })).toMatchObject({ locked: false });
  });

  it("take a project path with spaces, quotes and other letters as it is", async () => {
    expect(await asked(["./dir with 'quotes' and ü/"])).toMatchObject({
      project: "./dir with 'quotes' and ü/",
    });
  });

  it("--only splits at commas outside braces", () => {
    expect(splitGlobs(["a,b", "{c,d}-*,e", ""])).toEqual(["a", "b", "{c,d}-*", "e"]);
  });

  it.each([
    [undefined, false],
    ["", false],
    ["0", false],
    ["False", false],
    ["true", true],
    ["woodpecker", true],
  ])("CI=%s is %s", (CI, expected) => {
    expect(isCi(CI === undefined ? {} : { CI })).toBe(expected);
  });
});
