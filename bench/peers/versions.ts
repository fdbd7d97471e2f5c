/** Which programs and images took part. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { World } from "./world.ts";

export function versions(world: World): Record<string, string> {
  const { docker, engine } = world;
  const pins = readFileSync(join(import.meta.dirname, "requirements.txt"), "utf8");
  const pinned = [...pins.matchAll(/^([\w-]+)==(\S+)$/gm)].map(([, name = "", version = ""]) => [
    name,
    version,
  ]);
  const root = join(import.meta.dirname, "../..");
  const commit = execFileSync("git", ["-C", root, "describe", "--always", "--dirty"], { encoding: "utf8" });
  return {
    Wheelway: commit.trim(),
    ...(Object.fromEntries(pinned) as Record<string, string>),
    Docker: "skip" in docker ? docker.skip : docker.version,
    Dagger: "skip" in engine ? engine.skip : engine.version,
    ...("images" in docker
      ? Object.fromEntries(
          Object.entries(docker.images).map(([architecture, image]) => [
            `image for ${architecture}`,
            image.slice(image.indexOf("/") + 1),
          ]),
        )
      : {}),
  };
}
