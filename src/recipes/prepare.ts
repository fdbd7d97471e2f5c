/** `prepare:…`: once per image and architecture, with the network, what every offline build needs beside Python. */

import type { PrepareOptions } from "../config/config.ts";
import type { Command, Environment, Task, TaskId } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import { rustDistribution } from "../services.ts";
import { userCommands } from "./commands.ts";
import type { Place } from "./context.ts";

export function isPrepared(options: PrepareOptions): boolean {
  const { packages, fetch, commands, rust } = options;
  return packages.length > 0 || fetch.length > 0 || commands.length > 0 || rust !== undefined;
}

/**
 * Outputs: `prepared` (what was fetched, and the `prefix` that commands may install into) and, in an image, `root`
 * (its root file system with the packages). The host's own system is never changed: its packages are only looked for.
 */
export function prepareTask(
  id: TaskId,
  environment: Environment,
  system: System,
  options: PrepareOptions,
  timeoutMs: number,
): Task {
  const inImage = environment.kind === "image";
  return {
    id,
    title: "prepare packages, files and toolchains",
    kind: "prepare",
    environment,
    inputs: {},
    commands: [
      { name: "make the prefix", action: { do: "write", to: "{out}/prepared/prefix/.keep", text: "" } },
      ...packageCommands(options, inImage),
      ...rustCommands(options, inImage),
      ...options.fetch.flatMap(fetchCommands),
      ...userCommands("prepare.commands", options.commands, preparedAliases("{out}/prepared")),
    ],
    env: {},
    network: "index",
    secrets: [],
    caches: [],
    limits: { timeoutMs, cpus: 1, memoryMiB: 0 },
    outputs: { prepared: "{out}/prepared", ...(inImage ? { root: "/" } : {}) },
  };
}

function packageCommands(options: PrepareOptions, inImage: boolean): Command[] {
  if (options.packages.length === 0) return [];
  const words = inImage ? ["install"] : ["check"];
  return [
    { name: "install packages", argv: ["{python}", "{scripts}/packages.py", ...words, ...options.packages] },
  ];
}

function rustCommands(options: PrepareOptions, inImage: boolean): Command[] {
  if (options.rust === undefined) return [];
  const words = inImage ? ["install", options.rust, "/opt/rust", rustDistribution] : ["check", options.rust];
  return [{ name: `Rust ${options.rust}`, argv: ["{python}", "{scripts}/rust.py", ...words] }];
}

/** `libfoo-1.2.tar.gz` is kept as it is and unpacked as `{fetched}/libfoo`. */
function fetchCommands(file: { readonly url: string; readonly sha256: string }): Command[] {
  const name = decodeURIComponent(new URL(file.url).pathname.split("/").pop() ?? "file");
  const to = `{out}/prepared/fetched/${name}`;
  const fetch: Command = {
    name: `fetch ${name}`,
    action: { do: "fetch", url: file.url, sha256: file.sha256, to },
  };
  const archive = /^(.+?)(?:-v?\d[^/]*)?\.(?:tar\.(?:gz|xz|bz2)|tgz)$/.exec(name);
  if (!archive) return [fetch];
  const folder = `{out}/prepared/fetched/${archive[1] ?? name}`;
  return [fetch, { name: `unpack ${name}`, action: { do: "unpack-sdist", archive: to, to: folder } }];
}

/** What users write for the places that `prepare` made. */
export function preparedAliases(folder: string): Record<string, string> {
  return { fetched: `${folder}/fetched`, prefix: `${folder}/prefix` };
}

/** Environment of a build that finds what `prepare` installed into the prefix. */
export function preparedEnv(place: Place): Record<string, string> {
  if (place.prepare === undefined || place.system === "windows") return {};
  const prefix = "{prepared}/prefix";
  return {
    PKG_CONFIG_PATH: `${prefix}/lib/pkgconfig:${prefix}/lib64/pkgconfig`,
    CPATH: `${prefix}/include`,
    LIBRARY_PATH: `${prefix}/lib:${prefix}/lib64`,
    CMAKE_PREFIX_PATH: prefix,
    LD_LIBRARY_PATH: `${prefix}/lib:${prefix}/lib64`,
  };
}
