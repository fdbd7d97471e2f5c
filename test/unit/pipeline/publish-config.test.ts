import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { configFor } from "../../../src/pipeline/publish.ts";

const folder = mkdtempSync(join(tmpdir(), "wheelway-publish-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("configFor", () => {
  it("takes the defaults where there is no project, and where it is another's", async () => {
    const index = async () => (await configFor(folder, { project: "demo" })).options.release.index?.name;
    expect(await index()).toBe("pypi");
    const text = (name: string) =>
      `[project]\nname = "${name}"\nversion = "1"\n[tool.wheelway.release]\nindex = { name = "own", upload = "https://index.example/up/", simple = "https://index.example/simple/" }\n`;
    writeFileSync(join(folder, "pyproject.toml"), text("another"));
    expect(await index()).toBe("pypi");
    writeFileSync(join(folder, "pyproject.toml"), text("Demo"));
    expect(await index()).toBe("own");
  });
});
