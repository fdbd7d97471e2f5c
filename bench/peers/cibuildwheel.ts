/** cibuildwheel with uv as its front end, with and without ccache. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { containerOptions, type Architecture } from "./docker.ts";
import { metered } from "./meter.ts";
import type { Job, Subject } from "./subject.ts";
import { groupName, type World } from "./world.ts";

/** The strong peer: one cache for all interpreters of a run, and paths that do not keep units apart. */
const ccache = {
  PATH: "/usr/lib/ccache:/usr/lib64/ccache:$PATH",
  CCACHE_DIR: "/ccache",
  CCACHE_BASEDIR: "/project",
  CCACHE_NOHASHDIR: "1",
};

export function cibuildwheel(world: World, { cached }: { readonly cached: boolean }): Subject {
  const { docker, folder, kept, peers } = world;
  const compilerCache = join(folder, "ccache");
  const name = cached ? "cibuildwheel + ccache" : "cibuildwheel";
  return {
    name,
    keepsDownloads: true,
    lacks: ({ architecture }) => {
      if ("skip" in docker) return docker.skip;
      if (docker.images[architecture]) return undefined;
      return `there is no image for ${architecture}: test/support/images/build.sh makes it`;
    },
    ...(cached ? { forget: () => rmSync(compilerCache, { recursive: true, force: true }) } : {}),
    build: async (job) => {
      if ("skip" in docker) throw new Error(docker.skip);
      const uv = join(kept, "uv", job.architecture);
      for (const one of [uv, compilerCache]) mkdirSync(one, { recursive: true });
      const volumes = [
        `--volume=${uv}:/root/.cache/uv`,
        ...(cached ? [`--volume=${compilerCache}:/ccache`] : []),
      ];
      const config = join(folder, `${name.replaceAll(" ", "")}.toml`);
      // Emulated, its scripts need an interpreter that the bare image lacks.
      const prepared = cached || job.architecture === "aarch64";
      const image = (prepared ? docker.prepared : docker.images)[job.architecture] ?? "";
      writeFileSync(config, settings(job, image, [...containerOptions(groupName), ...volumes], cached));
      const out = join(folder, "wheelhouse");
      rmSync(out, { recursive: true, force: true });
      return metered({
        argv: [
          join(peers, "cibuildwheel"),
          "--platform=linux",
          `--archs=${job.architecture}`,
          `--config-file=${config}`,
          `--output-dir=${out}`,
          job.source,
        ],
        cwd: folder,
        env: { ...docker.env, PATH: `${peers}:${process.env["PATH"] ?? ""}` },
        log: join(folder, `${name.replaceAll(" ", "")}.log`),
        cores: job.cores,
        group: world.group,
        helpers: [docker.daemon],
      });
    },
  };
}

function settings(
  { project, pythons, architecture }: Job,
  image: string,
  options: readonly string[],
  cached: boolean,
): string {
  const text = JSON.stringify;
  const environment = Object.entries(cached ? ccache : {}).map(([key, value]) => `${key} = ${text(value)}`);
  return [
    "[tool.cibuildwheel]",
    `build = ${text(pythons.map((python) => `${python}-manylinux_${architecture}` satisfies string))}`,
    'build-frontend = "uv"',
    `manylinux-${architecture satisfies Architecture}-image = ${text(image)}`,
    `container-engine = { name = "docker", create-args = ${text(options)} }`,
    `test-command = ${text(`python -c 'import ${project.module}'`)}`,
    `environment = { ${environment.join(", ")} }`,
    "",
  ].join("\n");
}
