/** A Docker daemon of the benchmark's own, with the images of the peers; cibuildwheel needs one. */

import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import which from "which";
import { standIn } from "../../test/support/engine.ts";
import { makeGroup } from "./control-group.ts";
import type { Helper } from "./meter.ts";

const run = promisify(execFile);

export type Architecture = "x86_64" | "aarch64";
const platforms = { x86_64: "linux/amd64", aarch64: "linux/arm64" } as const;

export interface Docker {
  readonly env: NodeJS.ProcessEnv;
  readonly daemon: Helper;
  readonly version: string;
  /** The image that all use, by digest. */
  readonly images: Readonly<Partial<Record<Architecture, string>>>;
  /** The same with ccache on x86_64, elsewhere with the interpreter that cibuildwheel runs its own scripts with. */
  readonly prepared: Readonly<Partial<Record<Architecture, string>>>;
  stop(): Promise<void>;
}

/** Its layers and its socket are kept below `folder`; the reason where there can be none. */
export async function startDocker(
  folder: string,
  cores: string,
): Promise<Docker | { readonly skip: string }> {
  for (const program of ["dockerd", "docker"])
    if (!(await which(program, { nothrow: true }))) return { skip: `there is no ${program} on this machine` };
  if (process.getuid?.() !== 0) return { skip: "a Docker daemon of its own takes root" };
  mkdirSync(folder, { recursive: true });
  const socket = join(folder, "docker.sock");
  const host = `unix://${socket}`;
  const settings = {
    hosts: [host],
    "data-root": join(folder, "data"),
    "exec-root": join(folder, "exec"),
    pidfile: join(folder, "docker.pid"),
    // Nothing of the machine's network is changed: an engine beside it has rules of its own. Containers use the host's.
    iptables: false,
    bridge: "none",
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
  };
  writeFileSync(join(folder, "daemon.json"), JSON.stringify(settings));
  const log = openSync(join(folder, "daemon.log"), "w");
  const group = makeGroup("wheelway-bench-daemon", cores);
  const [program = "", ...rest] = group.inside(["dockerd", "--config-file", join(folder, "daemon.json")]);
  const child = spawn(program, rest, { stdio: ["ignore", log, log], detached: true });
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
  };
  const env = { ...process.env, DOCKER_HOST: host };
  try {
    const version = await answers(env, () => child.exitCode !== null);
    const images = await pull(env);
    return { env, daemon: group, version, images, prepared: await prepare(env, folder, images), stop };
  } catch (error) {
    await stop();
    return { skip: `the Docker daemon did not start: ${String(error)}; see ${join(folder, "daemon.log")}` };
  }
}

async function answers(env: NodeJS.ProcessEnv, ended: () => boolean): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const { stdout } = await run("docker", ["version", "--format", "{{.Server.Version}}"], { env });
      return stdout.trim();
    } catch (error) {
      if (ended() || attempt === 60) throw error;
      await setTimeout(500);
    }
  }
}

/** What of the images can be had, by digest. */
async function pull(env: NodeJS.ProcessEnv): Promise<Docker["images"]> {
  const found: Partial<Record<Architecture, string>> = {};
  for (const architecture of ["x86_64", "aarch64"] as const) {
    const platform = platforms[architecture];
    const { image } = standIn(platform);
    try {
      await run("docker", ["pull", "--quiet", "--platform", platform, image], { env });
      const format = "{{index .RepoDigests 0}}";
      const { stdout } = await run("docker", ["image", "inspect", "--format", format, image], { env });
      found[architecture] = stdout.trim();
    } catch {
      // The cases that need it say so.
    }
  }
  return found;
}

/** Under emulation ccache takes minutes to install, and no case asks for it there. */
function recipe(image: string, architecture: Architecture): string {
  const ccache =
    "if command -v apt-get; then apt-get update && apt-get install -y --no-install-recommends ccache; " +
    "else dnf install -y epel-release && dnf install -y ccache; fi";
  const interpreter = "[ -e /opt/python/cp39-cp39 ] || ln -s /opt/python/cp311-cp311 /opt/python/cp39-cp39";
  return `FROM ${image}\nRUN ${architecture === "x86_64" ? ccache : interpreter}\n`;
}

async function prepare(
  env: NodeJS.ProcessEnv,
  folder: string,
  images: Docker["images"],
): Promise<Docker["prepared"]> {
  const prepared: Partial<Record<Architecture, string>> = {};
  for (const [architecture, image] of Object.entries(images) as [Architecture, string][]) {
    const context = join(folder, `image-${architecture}`);
    mkdirSync(context, { recursive: true });
    writeFileSync(join(context, "Dockerfile"), recipe(image, architecture));
    const tag = `wheelway-bench-${architecture}`;
    const argv = ["build", "--quiet", "--network=host", "--platform", platforms[architecture], "--tag", tag];
    await run("docker", [...argv, context], { env: { ...env, DOCKER_BUILDKIT: "0" } });
    prepared[architecture] = tag;
  }
  return prepared;
}

/** Options of every container: the host's network and its certificates, for networks with an authority of their own. */
export function containerOptions(group: string): readonly string[] {
  const certificates = ["/etc/ssl/certs", "/usr/local/share/ca-certificates"].filter((path) =>
    existsSync(path),
  );
  return [
    "--network=host",
    `--cgroup-parent=/${group}`,
    ...certificates.map((path) => `--volume=${path}:${path}:ro`),
  ];
}
