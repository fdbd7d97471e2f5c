/** `uv build`: what a pure project needs at the least, an sdist and a wheel, nothing tested or verified. */

import { rmSync } from "node:fs";
import { join } from "node:path";
import { metered } from "./meter.ts";
import type { Subject } from "./subject.ts";
import type { World } from "./world.ts";

export function uvBuild(world: World): Subject {
  return {
    name: "uv build",
    lacks: () => undefined,
    build: async (job) => {
      const out = join(world.folder, "uv-dist");
      rmSync(out, { recursive: true, force: true });
      return metered({
        argv: [join(world.peers, "uv"), "build", "--out-dir", out, job.source],
        cwd: world.folder,
        env: { ...process.env, UV_CACHE_DIR: join(world.folder, "uv-cache") },
        log: join(world.folder, "uv-build.log"),
        cores: job.cores,
        group: world.group,
        helpers: [],
      });
    },
  };
}
