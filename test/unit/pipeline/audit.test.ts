import { describe, expect, it } from "vitest";

import { readAnswer } from "../../../src/pipeline/audit-answer.ts";
import { auditWith } from "../../../src/pipeline/audit.ts";
import type { Backend } from "../../../src/backends/backend.ts";
import type { Surroundings } from "../../../src/pipeline/surroundings.ts";

describe("the answer of the tools", () => {
  const audit = { tool: "auditwheel", version: "6.8.2", file: "demo-1.0-cp312-cp312-linux_x86_64.whl" };
  const text = (more: object) => JSON.stringify({ version: 1, audits: [], silent: [], ...more });

  it("is taken as data", () => {
    const problem = { message: "m", member: "demo/x.so", severity: "error" };
    const json = text({ audits: [{ ...audit, problems: [problem], policy: "manylinux_2_17_x86_64" }] });
    expect(readAnswer(json)).toEqual({
      audits: [{ ...audit, problems: [problem], policy: "manylinux_2_17_x86_64" }],
      notRun: [],
    });
  });

  it("loses what would change the reader's terminal", () => {
    const problem = { message: "\u001b[2Jgone\u202e\n", severity: "error" };
    const { audits } = readAnswer(text({ audits: [{ ...audit, problems: [problem] }] }));
    expect(audits[0]?.problems[0]?.message).toBe(" [2Jgone ");
  });

  it("names together the files that a tool could not judge for one reason", () => {
    const silent = ["a.whl", "b.whl", "c.whl"].map((file) => ({
      tool: "abi3audit",
      file,
      why: "it stopped",
    }));
    expect(readAnswer(text({ silent })).notRun).toEqual([
      expect.objectContaining({ what: "abi3audit on a.whl and 2 more", why: "it stopped" }),
    ]);
  });

  it.each(["", "[]", text({ version: 2 }), text({ audits: [{ tool: "other" }] })])(
    "is refused as %j",
    (json) => {
      expect(() => readAnswer(json)).toThrow();
    },
  );
});

describe("where the tools cannot run", () => {
  const surroundings: Surroundings = {
    env: {},
    cacheDir: "",
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: () => Promise.resolve(""),
    now: () => new Date(0),
  };
  const never = () => Promise.reject(new Error("not to be called"));
  const backend = (name: "host" | "dagger"): Backend<string> => ({
    name,
    parallelism: 1,
    describe: never,
    supports: () => Promise.resolve({ supported: false, why: "no image", remedy: "none" }),
    identity: never,
    run: never,
    importPath: never,
    exportTree: never,
    close: never,
  });
  const files = [{ path: "/x/demo-1.0-py3-none-any.whl", sha256: "0".repeat(64) }];

  it.each(["host", "dagger"] as const)("%s: says so, and throws nothing", async (name) => {
    const opened = {
      backend: backend(name),
      can: { interpreters: [], platforms: [] },
      interpreters: [],
      why: "",
    };
    const { audits, notRun } = await auditWith(opened, files, surroundings);
    expect(audits).toEqual([]);
    expect(notRun).toEqual([expect.objectContaining({ what: "auditwheel, abi3audit and twine" })]);
  });

  it("asks for nothing where there is nothing to audit", async () => {
    const opened = {
      backend: backend("host"),
      can: { interpreters: [], platforms: [] },
      interpreters: [],
      why: "",
    };
    expect(await auditWith(opened, [], surroundings)).toEqual({ audits: [], notRun: [] });
  });
});
