import { describe, expect, it } from "vitest";
import { commandNames } from "../../../src/cli/parser.ts";
import { main } from "../../../src/cli/main.ts";
import { version } from "../../../src/version.ts";
import { fakeDoor } from "../../support/door.ts";
import { expectGolden } from "../../support/golden.ts";

describe("help", () => {
  it.each(["wheelway", ...commandNames])(
    "of %s fits 80 columns and is as the golden file says",
    async (name) => {
      const door = fakeDoor(name === "wheelway" ? ["--help"] : [name, "--help"]);
      expect(await main(door)).toBe(0);
      expectGolden(`help/${name}.txt`, door.out());
      expect(door.err()).toBe("");
      for (const line of door.out().split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
      expect(door.out()).toContain("Examples:\n");
      expect(door.out()).toContain("Exit status:\n");
    },
  );

  it("without a command is an error on the standard error", async () => {
    const door = fakeDoor([]);
    expect(await main(door)).toBe(2);
    expect(door.out()).toBe("");
    expect(door.err()).toContain("Commands:");
  });

  it("tells the version", async () => {
    const door = fakeDoor(["--version"]);
    expect(await main(door)).toBe(0);
    expect(door.out()).toBe(`${version}\n`);
  });

  it("knows where CI is set", async () => {
    const door = fakeDoor(["build", "--help"], { env: { CI: "true" } });
    await main(door);
    expect(door.out()).toContain("[default: true where CI is set]");
  });
});
