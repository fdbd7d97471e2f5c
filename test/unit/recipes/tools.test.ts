import { describe, expect, it } from "vitest";
import type { Environment } from "../../../src/plan/task.ts";
import { toolsTask, toolsTaskId } from "../../../src/recipes/tools.ts";

const image: Environment = {
  kind: "image",
  image: "registry.example:5000/mirror/manylinux_2_28_x86_64:2026.11@sha256:00",
  platform: "linux/amd64",
  python: "/opt/python/cp312-cp312/bin/python",
};

describe("the tools task", () => {
  it("is one an interpreter on the host", () => {
    expect(toolsTaskId({ kind: "host", interpreter: "cp312" }, "build")).toBe("tools:build:cp312");
  });

  it("is one an image, told apart from another image of the same name", () => {
    const id = toolsTaskId(image, "verify");
    expect(id).toMatch(/^tools:verify:manylinux_2_28_x86_64:[0-9a-f]{8}$/);
    expect(toolsTaskId({ ...image, image: "other.example/manylinux_2_28_x86_64" }, "verify")).not.toBe(id);
    expect(toolsTaskId({ ...image, platform: "linux/arm64" }, "verify")).not.toBe(id);
  });

  it("changes with the list, which is part of the task", () => {
    const { requirements } = toolsTask(image, "build").inputs;
    expect(requirements).toMatchObject({ from: "text", text: expect.stringMatching(/^uv==/m) as string });
  });
});
