/** Wheelway's bundled CLI, on the engine with the peers' image or on the bare host. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { standIn } from "../../test/support/engine.ts";
import type { Architecture } from "./docker.ts";
import { metered, type Cost } from "./meter.ts";
import type { Job, Subject } from "./subject.ts";
import type { World } from "./world.ts";

export type Backend = "dagger" | "host";

export function wheelway(world: World, backend: Backend): Subject {
  return {
    name: backend === "dagger" ? "Wheelway" : "Wheelway, bare host",
    lacks: ({ architecture }) => {
      if (backend === "host") return undefined;
      if ("skip" in world.engine) return world.engine.skip;
      if ("skip" in world.docker || world.docker.images[architecture]) return undefined;
      return `there is no image for ${architecture}: test/support/images/build.sh makes it`;
    },
    build: (job) => buildWith(world, backend, job, []),
  };
}

/** `before`: a program that starts it, such as a tracer. */
export function buildWith(
  world: World,
  backend: Backend,
  job: Job,
  before: readonly string[],
): Promise<Cost> {
  const { engine, folder } = world;
  const cache = join(folder, `wheelway-${backend}`);
  mkdirSync(cache, { recursive: true });
  configure(join(job.source, "wheelway.toml"), settings(world, backend, job));
  return metered({
    argv: [...before, process.execPath, world.wheelway, "build", job.source, "--backend", backend],
    cwd: folder,
    env: {
      ...process.env,
      ...("env" in engine ? engine.env : {}),
      WHEELWAY_CACHE_DIR: cache,
      DO_NOT_TRACK: "1",
      DAGGER_NO_NAG: "1",
      DAGGER_NO_UPDATE_CHECK: "1",
      CI: undefined,
      NO_COLOR: "1",
    },
    log: join(folder, `wheelway-${backend}.log`),
    cores: job.cores,
    group: world.group,
    helpers: backend === "dagger" && "helper" in engine ? [engine.helper] : [],
  });
}

/** Left alone where it says the same: outside git, the newest file's time is the time of the sdist. */
function configure(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

const platforms = { x86_64: "linux/amd64", aarch64: "linux/arm64" } as const;

function settings({ docker }: World, backend: Backend, job: Job): string {
  const images = (["x86_64", "aarch64"] as const).map((architecture: Architecture) => {
    const { tag, image } = standIn(platforms[architecture]);
    const digest = "images" in docker ? docker.images[architecture] : undefined;
    return { tag, image: digest ?? image, architecture };
  });
  const known = images.find(({ architecture }) => architecture === job.architecture)?.tag ?? "";
  // The host's own glibc natively; another architecture for the policy that cross-compilers aim at.
  const tag = backend === "host" && job.architecture === "aarch64" ? "manylinux_2_28_aarch64" : known;
  return [
    `python = ${JSON.stringify(job.pythons)}`,
    `platforms = ${JSON.stringify([tag])}`,
    "[images]",
    ...images.map((one) => `${one.tag} = ${JSON.stringify(one.image)}`),
    "[test]",
    `smoke = [{ name = "imports", python = ${JSON.stringify(`import ${job.project.module}`)} }]`,
    "",
  ].join("\n");
}
