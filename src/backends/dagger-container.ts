/** The container of one task: the image, what is mounted where, and the one command that is executed. */

import { CacheSharingMode, type Client, type Container, type Directory } from "@dagger.io/dagger";
import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { DriverTask } from "../driver/protocol.ts";
import { driverFile, jobsVariable } from "../driver/source.ts";
import {
  compilerCacheName,
  type CacheName,
  type Environment,
  type InputRef,
  type Task,
} from "../plan/task.ts";
import type { NetworkSettings } from "./dagger-network.ts";
import type { DaggerTree } from "./dagger-trees.ts";

export type Image = Extract<Environment, { kind: "image" }>;

/** Fixed, since compilers and build back ends write paths into what they make. */
export const places = {
  driver: "/wheelway/driver",
  task: "/wheelway/task.json",
  inputs: "/wheelway/in",
  work: "/wheelway/work",
  out: "/wheelway/out",
  /** Log, result and the number of the run. */
  result: "/wheelway/result",
  caches: "/wheelway/cache",
  secrets: "/wheelway/secrets",
  native: "/wheelway/native",
} as const;

/** Where a second build at another place has its work and its inputs. */
const elsewhere = "/wheelway/again/at/another/place";

function workOf(task: Task): string {
  return task.again?.vary.includes("path") ? `${elsewhere}/work` : places.work;
}

function inputsOf(task: Task): string {
  return task.again?.vary.includes("path") ? `${elsewhere}/in` : places.inputs;
}

/** Without caches the folder is one of the container's own: empty, and gone with it. */
function cachesOf(task: Task): string {
  return task.again?.vary.includes("cache") ? "/wheelway/empty-cache" : places.caches;
}

/** The root file system that a "prepare" task made of the same image. */
const rootInput = "root";

/** How the driver is started: by the image's own Python, or by one of a root mounted beside. */
export interface DriverStart {
  readonly python: readonly string[];
  readonly native?: Directory;
}

export interface TaskContainer {
  readonly client: Client;
  readonly task: Task;
  readonly image: Image;
  readonly base: Container;
  /** The image's PATH. */
  readonly path: string;
  readonly inputs: Readonly<Record<string, DaggerTree>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly driver: Directory;
  /** A folder with nothing in it. */
  readonly empty: Directory;
  readonly start: DriverStart;
  readonly network: NetworkSettings;
  readonly cacheNamespace: string;
  /** Part of the compiler cache that is read and written, by name; `undefined`: none. */
  readonly compilerCache: string | undefined;
}

/** Tells a new result from one that the engine remembered; it does not count for its cache. */
const runVariable = "WHEELWAY_RUN";
/** Counts for the cache: what failed is not answered from there for ever. */
const attemptVariable = "WHEELWAY_ATTEMPT";
const pathVariable = "WHEELWAY_PATH";

// No site packages, no PYTHON* variables, no byte code beside the sources.
export const pythonFlags = ["-S", "-E", "-s", "-B"];

/**
 * An engine that has certificates of its own puts them into each container and takes them out again. It runs the image's
 * `update-ca-certificates` for that where PATH leads to one: seconds, and a minute under emulation, each time. Where PATH
 * leads nowhere it appends to the image's bundle instead, at once; `execute` gives the task its PATH back.
 */
export function withoutPath(container: Container): Container {
  return container.withEnvVariable("PATH", "/wheelway/nowhere");
}

/** Everything but the execution; `execute` may be called on it several times. */
export interface PreparedTask {
  readonly container: Container;
  readonly start: DriverStart;
  /** Shell commands that come before the driver. */
  readonly script: string;
  /** An engine has one value a session for each name of a volatile variable: tasks that run at once need names of their own. */
  readonly own: (variable: string) => string;
}

export function prepareContainer(options: TaskContainer): PreparedTask {
  const { client, task, image, inputs, secrets, start } = options;
  const paths = inputPaths(task, inputs);
  let container = withoutPath(options.base).withUser("0").withWorkdir("/");
  container = container.withEnvVariable(pathVariable, options.path);
  const root = inputs[rootInput];
  if (root?.kind === "folder") container = container.withRootfs(root.folder);
  for (const place of [workOf(task), places.out, places.result])
    container = container.withMountedDirectory(place, options.empty);
  container = container.withMountedDirectory(places.driver, options.driver, { readOnly: true });
  if (start.native)
    container = container.withMountedDirectory(places.native, start.native, { readOnly: true });
  for (const [name, ref] of Object.entries(task.inputs)) {
    const path = paths[name];
    if (path !== undefined) container = mountInput(client, container, path, ref, inputs[name]);
  }
  for (const [name, value] of Object.entries(secrets)) {
    // The name is part of the engine's log.
    const secret = client.setSecret(`wheelway-${name}`, value);
    container = container.withMountedSecret(`${places.secrets}/${name}`, secret);
  }
  for (const cache of task.again?.vary.includes("cache") ? [] : cacheNames(options)) {
    // What one image compiled does not run in another with an older libc, whatever its wheel is tagged.
    const where =
      cache === compilerCacheName
        ? (options.compilerCache ?? "")
        : createHash("sha256").update(`${image.image}\n${image.platform}`).digest("hex").slice(0, 12);
    const volume = client.cacheVolume(`${options.cacheNamespace}-${cache}-${where}`);
    container = container.withMountedCache(`${places.caches}/${cache}`, volume, {
      sharing: CacheSharingMode.Shared,
    });
  }
  const driverTask = JSON.stringify(taskFile(options, paths));
  const file = client.directory().withNewFile("task.json", driverTask).file("task.json");
  container = container.withMountedFile(places.task, file);
  const suffix = createHash("sha256").update(task.id).digest("hex").slice(0, 12);
  const own = (variable: string) => `${variable}_${suffix}`;
  if (task.network === "none") return { container, start, script: "", own };
  const { network } = options;
  return { container: network.apply(client, container), start, script: network.script, own };
}

/** What an execution has that does not count for the engine's cache. */
export interface Execution {
  /** Written beside the result. */
  readonly run: string;
  readonly jobs: number;
}

/** Starts the driver. */
export function execute(prepared: PreparedTask, { run, jobs }: Execution, attempt: number): Container {
  const { container, start, script, own } = prepared;
  const driver = [...start.python, ...pythonFlags, `${places.driver}/${driverFile}`, places.task];
  const lines = [
    `PATH=$${pathVariable}`,
    `printf %s "$${own(runVariable)}" >${places.result}/run`,
    `export ${jobsVariable}="$${own(jobsVariable)}"`,
    script,
    'exec "$@"',
  ];
  const argv = ["/bin/sh", "-c", lines.filter(Boolean).join("\n"), "sh", ...driver];
  const numbered = attempt === 0 ? container : container.withEnvVariable(attemptVariable, String(attempt));
  return numbered
    .withVolatileVariable(own(runVariable), run)
    .withVolatileVariable(own(jobsVariable), String(jobs))
    .withExec(argv);
}

function mountInput(
  client: Client,
  container: Container,
  path: string,
  ref: InputRef,
  tree: DaggerTree | undefined,
): Container {
  if (ref.from === "text") {
    const file = client.directory().withNewFile(ref.name, ref.text).file(ref.name);
    return container.withMountedFile(path, file);
  }
  if (tree === undefined) throw new TypeError(`a task was run without its input for ${path}`);
  if (tree.kind === "file") return container.withMountedFile(path, tree.file);
  return container.withMountedDirectory(path, tree.folder);
}

/** Input name -> absolute path; files keep their names, and the root is no path. */
function inputPaths(task: Task, inputs: Readonly<Record<string, DaggerTree>>): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const [name, ref] of Object.entries(task.inputs)) {
    if (name === rootInput) continue;
    const tree = inputs[name];
    const file = ref.from === "text" ? ref.name : tree?.kind === "file" ? tree.name : undefined;
    paths[name] =
      file === undefined ? `${inputsOf(task)}/${name}` : `${inputsOf(task)}/${name}/${basename(file)}`;
  }
  return paths;
}

function cacheNames({ task, compilerCache }: TaskContainer): readonly CacheName[] {
  return task.caches.filter((name) => name !== compilerCacheName || compilerCache !== undefined);
}

function taskFile(options: TaskContainer, inputs: Readonly<Record<string, string>>): DriverTask {
  const { task, image } = options;
  const caches = cacheNames(options).map((cache) => [`cache-${cache}`, `${cachesOf(task)}/${cache}`]);
  const { timeoutMs, memoryMiB } = task.limits;
  return {
    version: 1,
    id: task.id,
    commands: task.commands,
    env: task.env,
    paths: {
      ...inputs,
      python: image.python,
      scripts: places.driver,
      work: workOf(task),
      out: places.out,
      ...(Object.fromEntries(caches) as Record<string, string>),
    },
    network: task.network,
    limits: { timeoutMs, memoryMiB },
    outputs: task.outputs,
    secrets: Object.fromEntries(task.secrets.map((name) => [name, `${places.secrets}/${name}`])),
    ...(task.again === undefined ? {} : { again: task.again }),
    log: `${places.result}/log`,
    result: `${places.result}/result.json`,
  };
}
