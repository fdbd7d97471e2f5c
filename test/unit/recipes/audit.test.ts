import { expect, it } from "vitest";

import type { Environment } from "../../../src/plan/task.ts";
import { auditTask } from "../../../src/recipes/audit.ts";
import { toolsTask } from "../../../src/recipes/tools.ts";

const host: Environment = { kind: "host", interpreter: "cp312" };
const artifacts = { from: "file", path: "artifacts", sha256: "0".repeat(64) } as const;

it("reads a folder with the locked tools, and neither the network nor an installer", () => {
  const task = auditTask(host, "linux", artifacts);
  expect(task.network).toBe("none");
  expect(task.inputs).toEqual({
    tools: { from: "task", task: toolsTask(host, "verify").id, output: "tools" },
    artifacts,
  });
  expect(task.commands.map(({ argv }) => argv)).toEqual([
    ["{tools}/bin/python", "{scripts}/audit.py", "{artifacts}", "{out}/audit.json"],
  ]);
  expect(task.outputs).toEqual({ audit: "{out}/audit.json" });
});

it("finds the interpreter of the tools on Windows, too", () => {
  const [command] = auditTask(host, "windows", artifacts).commands;
  expect(command?.argv?.[0]).toBe("{tools}/Scripts/python.exe");
});
