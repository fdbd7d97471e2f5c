import { expect, it } from "vitest";
import { rebuildTask } from "../../../src/plan/rebuild.ts";
import { variations, type Task } from "../../../src/plan/task.ts";

const wheel: Task = {
  id: "wheel:cp312-manylinux_2_28_x86_64",
  title: "build and repair the wheel",
  kind: "wheel",
  environment: { kind: "host", interpreter: "cp312" },
  inputs: { sdist: { from: "task", task: "sdist", output: "sdist" } },
  commands: [{ name: "build wheel", argv: ["true"] }],
  env: { LC_ALL: "C.UTF-8", TZ: "UTC", PYTHONHASHSEED: "0", SOURCE_DATE_EPOCH: "1", LANG: "C.UTF-8" },
  network: "none",
  secrets: [],
  caches: ["uv"],
  limits: { timeoutMs: 1, cpus: 1, memoryMiB: 0 },
  outputs: { wheel: "{out}/wheel" },
};

it("builds the same from the same, with what Wheelway fixes left to the driver", () => {
  const again = rebuildTask(wheel);
  expect(again.env).toEqual({ SOURCE_DATE_EPOCH: "1", LANG: "C.UTF-8" });
  expect(again.again).toEqual({ of: wheel.id, vary: variations });
  const { inputs, commands, outputs, network, environment } = wheel;
  expect(again).toMatchObject({ inputs, commands, outputs, network, environment, kind: "rebuild" });
});

it("changes nothing of the environment where nothing is varied, and keeps what users have set", () => {
  expect(rebuildTask(wheel, [], "repeated").env).toEqual(wheel.env);
  const own = { ...wheel, env: { TZ: "Europe/Vienna", LC_ALL: "de_AT.UTF-8" } };
  expect(rebuildTask(own).env).toEqual(own.env);
});

it("has an id of its own for each attempt", () => {
  const ids = ["again", "repeated", "path"].map((name) => rebuildTask(wheel, [], name).id);
  expect(new Set([wheel.id, ...ids]).size).toBe(4);
});
