import { expect, it } from "vitest";

import type { TaskResult } from "../../../src/driver/protocol.ts";
import { failuresOf } from "../../../src/pipeline/failures.ts";
import { temporaryFolder } from "../../support/archives.ts";
import { task } from "../../support/tasks.ts";

async function messageOf(command: string, ...tail: string[]): Promise<string | undefined> {
  const one = task({ kind: "host", interpreter: "cp312" }, []);
  const failure = { reason: "exit" as const, command, message: "it ended with 1", tail };
  const result: TaskResult = {
    version: 1,
    id: one.id,
    verdict: "failed",
    commands: [],
    outputs: {},
    network: { state: "isolated" },
    interpreter: "",
    seconds: 1,
    failure,
  };
  const done = {
    state: "failed" as const,
    task: one,
    outcome: { result, outputs: {}, log: () => Promise.resolve("") },
  };
  const [record] = await failuresOf([done], { logs: temporaryFolder(), project: ".", backend: "host" });
  return record?.message;
}

const refusal = (why: string) =>
  `usage: auditwheel: error: cannot repair "/tmp/x/demo-1.0-cp312-cp312-linux_x86_64.whl" to "manylinux_2_28_x86_64" ABI because ${why}`;

it.each([
  ["it depends on unsupported ISA extensions.", "WW047"],
  [
    "of the presence of too-recent versioned symbols. You'll need to compile the wheel on an older toolchain.",
    "WW043",
  ],
  ["it depends on black-listed symbols.", "WW045"],
])("a wheel that auditwheel refuses because %s has the code %s", async (why, code) => {
  const message = await messageOf("repair wheel", "$ auditwheel repair", refusal(why));
  expect(message).toBe(
    `repair wheel: it ended with 1: cannot repair "demo-1.0-cp312-cp312-linux_x86_64.whl" to "manylinux_2_28_x86_64" ABI because ${why} (${code})`,
  );
});

it("another failure of the repair tool has none, nor has another command", async () => {
  expect(await messageOf("repair wheel", "error: disk on fire")).toBe(
    "repair wheel: it ended with 1: disk on fire",
  );
  expect(await messageOf("build wheel", "error: unsupported ISA extensions")).toBe(
    "build wheel: it ended with 1",
  );
});
