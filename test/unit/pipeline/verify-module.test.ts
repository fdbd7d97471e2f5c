/** verify as the Dagger module calls it, with folders of this machine in the place of the engine's. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyInModule, type ModuleVerification } from "../../../src/pipeline/verify-module.ts";
import { wheelBytes } from "../../support/archives.ts";
import { startIndex } from "../../support/package-index.ts";

const home = process.cwd();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wheelway-test-"));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

const name = (version: string) => `demo-${version}-py3-none-any.whl`;

/** What the engine's Directory and File are to it. */
function exported(files: Readonly<Record<string, Buffer | string>>) {
  return {
    export: (path: string) => {
      mkdirSync(path, { recursive: true });
      for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
      return Promise.resolve(path);
    },
  };
}

const call = (more: Partial<ModuleVerification>): ModuleVerification => ({
  // Only the tools ask the engine, and they are left out here.
  client: undefined as never,
  dist: undefined,
  release: undefined,
  previous: undefined,
  previousDist: undefined,
  contract: undefined,
  source: exported({}),
  index: undefined,
  identity: undefined,
  trustedRoot: undefined,
  format: "text",
  tools: false,
  strict: false,
  allowErrors: false,
  ...more,
});
const good = exported({ [name("1.0")]: wheelBytes({ file: name("1.0") }) });
const bad = exported({ "demo.whl": "x" });

describe("verify in the module", () => {
  it.each([
    ["text", "demo 1.0 from dist"],
    ["json", '"source": "dist"'],
    ["markdown", "## "],
    ["html", "<!doctype html>"],
    ["sarif", '"version": "2.1.0"'],
  ])("gives %s", async (format, part) => {
    expect(await verifyInModule(call({ dist: good, format }))).toContain(part);
  });

  it("fails with the report where there are errors, unless it is asked for", async () => {
    await expect(verifyInModule(call({ dist: bad }))).rejects.toThrow(/error\[WW008\]/);
    await expect(verifyInModule(call({ dist: bad, format: "json" }))).rejects.toThrow(/error\[WW008\]/);
    expect(await verifyInModule(call({ dist: bad, format: "json", allowErrors: true }))).toContain("WW008");
  });

  it("takes a release of an index, and one before it", async () => {
    const served = ["0.9", "1.0"].map((version) => ({
      project: "demo",
      file: name(version),
      bytes: wheelBytes({ file: name(version) }),
    }));
    const index = await startIndex(served);
    const asked = { release: "pypi:demo", previous: "pypi", index: index.simple };
    expect(await verifyInModule(call(asked))).toContain("held against 0.9 from pypi");
    const old = exported({ [name("0.9")]: wheelBytes({ file: name("0.9") }) });
    expect(await verifyInModule(call({ dist: good, previousDist: old }))).toContain("the folder previous");
  });

  it.each([
    [{}, "one of dist and release is needed"],
    [{ dist: good, release: "pypi:demo" }, "one of dist and release is needed"],
    [{ dist: good, format: "xml" }, 'the format cannot be "xml"'],
    [{ dist: exported({}) }, "holds no wheel and no sdist"],
  ])("says what is wrong with the call: %#", async (more, message) => {
    await expect(verifyInModule(call(more))).rejects.toThrow(message);
  });
});
