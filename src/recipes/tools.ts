/** `tools:…`: with the network, the environment of the tools that build, repair and verify, by the hashes of its list. */

import { createHash } from "node:crypto";
import { optionalTools } from "../lock/tools/optional.ts";
import { testTools, toolLists, type ToolSet } from "../lock/tools.ts";
import type { Environment, Task, TaskId } from "../plan/task.ts";

/** What is done with the tools; `test`: wheels are tested there and never built. */
export type Purpose = ToolSet | "test";

const titles: Readonly<Record<Purpose, string>> = {
  build: "install the build tools",
  cross: "install the build tools and a cross compiler",
  test: "install the tools of tests",
  verify: "install the verification tools",
};

/** One tool environment an image, or an interpreter of the host. */
export function toolsTaskId(environment: Environment, set: Purpose): TaskId {
  if (environment.kind === "host") return `tools:${set}:${environment.interpreter}`;
  const { image, platform, python } = environment;
  const name = image.split("@")[0]?.split("/").pop()?.split(":")[0] ?? "image";
  // Mirrors, tags and digests give images of one name that are not the same.
  const which = createHash("sha256").update([image, platform, python].join("\n")).digest("hex");
  return `tools:${set}:${name}:${which.slice(0, 8)}`;
}

/**
 * Output `tools`: a virtual environment whose programs work from any folder, as long as the interpreter it was made
 * with stands where it was. The interpreter is a CPython from `oldestToolPython` on.
 */
export function toolsTask(environment: Environment, set: Purpose): Task {
  const builds = set === "build" || set === "cross";
  const text = set === "test" ? testTools : toolLists[set].text;
  return {
    id: toolsTaskId(environment, set),
    title: titles[set],
    kind: "tools",
    environment,
    inputs: {
      requirements: { from: "text", name: `${set}-tools.txt`, text },
      ...(builds ? { optional: { from: "text", name: "optional-tools.txt", text: optionalTools } } : {}),
    },
    commands: [
      {
        name: "install locked tools",
        argv: [
          ...["{python}", "{scripts}/tools.py", "{requirements}", "{out}/tools"],
          ...(builds ? ["{optional}"] : []),
        ],
      },
    ],
    env: { PIP_CACHE_DIR: "{cache-pip}" },
    network: "index",
    secrets: [],
    caches: ["pip"],
    limits: { timeoutMs: 20 * 60_000, cpus: 1, memoryMiB: 0 },
    outputs: { tools: "{out}/tools" },
  };
}
