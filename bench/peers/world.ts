/** What all cases share: a folder, the peers' programs, a Docker daemon, an engine, caches of downloads, and the core set. */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { bundledProgram } from "../measure.ts";
import { makeGroup, type ControlGroup } from "./control-group.ts";
import { startDocker, type Docker } from "./docker.ts";
import { findEngine, type Engine } from "./engine.ts";
import { fetchSdist, unpack, type Project } from "./projects.ts";

export const groupName = "wheelway-bench";

export interface World {
  /** Goes away at the end. */
  readonly folder: string;
  /** Stays: downloads, the peers' programs, Docker's images. */
  readonly kept: string;
  /** Folder of the peers' programs. */
  readonly peers: string;
  readonly wheelway: string;
  readonly docker: Docker | { readonly skip: string };
  readonly engine: Engine | { readonly skip: string };
  readonly group: ControlGroup;
  /** All cores, as the kernel writes them. */
  readonly cores: string;
  /** Unpacked and untouched. */
  original(project: Project): Promise<string>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const kept = join(
    process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? tmpdir(), ".cache"),
    "wheelway-bench",
  );
  mkdirSync(kept, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), "wheelway-bench-"));
  const cores = availableParallelism() > 1 ? `0-${availableParallelism() - 1}` : "0";
  const group = makeGroup(groupName, cores);
  const docker = await startDocker(join(kept, "docker"), cores);
  const engine = await findEngine(cores);
  return {
    folder,
    kept,
    peers: installPeers(kept),
    wheelway: bundledProgram(folder),
    docker,
    engine,
    group,
    cores,
    original: async (project) => {
      const to = join(folder, "originals", project.name);
      if (!existsSync(to)) unpack(await fetchSdist(project, kept), to);
      return to;
    },
    close: async () => {
      if ("helper" in engine) engine.helper.pin(cores);
      if ("stop" in docker) await docker.stop();
      if (process.env["WHEELWAY_BENCH_KEEP"] === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A virtual environment for each state of the pins. */
function installPeers(kept: string): string {
  const pins = join(import.meta.dirname, "requirements.txt");
  const digest = createHash("sha256").update(readFileSync(pins)).digest("hex").slice(0, 12);
  const environment = join(kept, `peers-${digest}`);
  const bin = join(environment, "bin");
  if (!existsSync(join(bin, "cibuildwheel"))) {
    execFileSync("python3", ["-m", "venv", environment]);
    execFileSync(join(bin, "python"), ["-m", "pip", "install", "--quiet", "-r", pins]);
  }
  return bin;
}
