/** The Dagger backend: each task is one execution in a container of an engine, local or remote. */

import type { Client } from "@dagger.io/dagger";
import { randomUUID } from "node:crypto";
import type { TaskResult } from "../driver/protocol.ts";
import { WheelwayError } from "../errors.ts";
import type { Environment, InputRef, Task } from "../plan/task.ts";
import type { Backend, Outcome, RunContext, Supported, Unsupported } from "./backend.ts";
import { prepareContainer, type Image } from "./dagger-container.ts";
import { findEngine } from "./dagger-engine.ts";
import { engineError } from "./dagger-errors.ts";
import { imageIdentity, isPinned } from "./dagger-identity.ts";
import { Images } from "./dagger-images.ts";
import { EngineLog } from "./dagger-log.ts";
import { networkSettings, type NetworkOptions, type NetworkSettings } from "./dagger-network.ts";
import { isThisMachine } from "./dagger-remembered.ts";
import { whatEnginesMake } from "./dagger-platforms.ts";
import { checkVersion, givenSession, ProgramSession, type Session } from "./dagger-session.ts";
import { collectOutputs, runUntilNew } from "./dagger-task.ts";
import { coresHere, freeMiBHere } from "./machine-size.ts";
import { exportTree, filesOfImage, importTree, type DaggerTree, type Disk } from "./dagger-trees.ts";

export interface DaggerOptions extends NetworkOptions {
  /** Wheelway's own folder: the engine's log is written below it. */
  readonly cacheDir: string;
  /** How many cores all tasks may use together; default: as many as this machine has, wherever the engine is. */
  readonly jobs?: number;
  /** Image of the engine's architecture whose Python runs the driver of emulated tasks; default: the sibling's. */
  readonly nativeImage?: string;
  /** Begins the names of cache volumes; default `wheelway`. */
  readonly cacheNamespace?: string;
  /** Part of the compiler cache that is read and written, by name; `undefined`: none. */
  readonly compilerCache?: string | undefined;
  /** The client of a module, which is connected already; default: through the `dagger` program. */
  readonly client?: Client;
}

/** Throws `engine-missing`; connects on first use. Trees are known until `close`. */
export async function daggerBackend(options: DaggerOptions): Promise<DaggerBackend> {
  const log = new EngineLog(options.cacheDir);
  const network = await networkSettings(options);
  if (options.client) {
    const session = givenSession(options.client);
    return new DaggerBackend(options, {
      session,
      log,
      network,
      disk: "module",
      how: "the engine of this module",
    });
  }
  const engine = await findEngine(options.env);
  if (!engine.found) {
    throw new WheelwayError("engine-missing", {
      message: "no Dagger engine answers",
      why: engine.why,
      next: `${engine.remedy} Or build with \`--backend host\`.`,
    });
  }
  const session = new ProgramSession(engine, log);
  return new DaggerBackend(options, { session, log, network, disk: "caller", how: engine.how });
}

/** The same with what it can make; connects at once. `why` it was chosen gets which engine it is. */
export async function openDagger(options: DaggerOptions, why: string) {
  const backend = await daggerBackend(options);
  const can = whatEnginesMake(await backend.platform());
  return { backend, can, interpreters: [], why: why === backend.how ? why : `${why}; ${backend.how}` };
}

interface Parts {
  readonly session: Session;
  readonly log: EngineLog;
  readonly network: NetworkSettings;
  readonly disk: Disk;
  readonly how: string;
}

export class DaggerBackend implements Backend<DaggerTree> {
  readonly name = "dagger";
  readonly parallelism: number;
  /** Which engine, for people. */
  readonly how: string;
  readonly freeMiB?: () => number;
  private readonly options: DaggerOptions;
  private readonly parts: Parts;
  /** What is known of a session's images goes with it. */
  private readonly images = new WeakMap<Client, Images>();

  constructor(options: DaggerOptions, parts: Parts) {
    this.options = options;
    this.parts = parts;
    this.parallelism = options.jobs ?? coresHere();
    this.how = parts.how;
    if (isThisMachine(options.env)) this.freeMiB = freeMiBHere;
  }

  async describe(): Promise<string> {
    const client = await this.parts.session.client();
    const version = await checkVersion(client, this.parts.how);
    return `Dagger ${version} on ${await client.defaultPlatform()}`;
  }

  /** The engine's own platform: `linux/amd64`. */
  async platform(): Promise<string> {
    return (await this.open()).client.defaultPlatform();
  }

  async supports(environment: Environment): Promise<Supported | Unsupported> {
    if (environment.kind === "host") {
      const remedy = "Use `--backend host`.";
      return { supported: false, why: "an engine does not have this machine's interpreters", remedy };
    }
    return (await this.open()).images.supports(environment);
  }

  /** A moving tag stands for what the engine has resolved it to. */
  async identity(environment: Environment): Promise<string> {
    if (environment.kind === "host") return environment.interpreter;
    const image = await this.pinned(environment);
    return imageIdentity({ ...environment, image }, this.options.env);
  }

  /** An image by digest. */
  async pinned(environment: Image): Promise<string> {
    const { image } = environment;
    return isPinned(image) ? image : (await this.open()).images.resolve(environment);
  }

  async run(
    task: Task,
    inputs: Readonly<Record<string, DaggerTree>>,
    context: RunContext,
  ): Promise<Outcome<DaggerTree>> {
    const { signal } = context;
    if (signal.aborted) throw interrupted(task.id);
    let stop: () => void = () => undefined;
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        reject(interrupted(task.id));
        // The engine ends what runs in a session when the session ends.
        void this.parts.session.close();
      };
    });
    signal.addEventListener("abort", stop);
    try {
      return await Promise.race([stopped, this.runOpen(task, inputs, context)]);
    } catch (error) {
      throw engineError(error, task.id);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async importPath(path: string): Promise<DaggerTree> {
    const { client } = await this.open();
    try {
      return await importTree(client, this.parts.disk, path);
    } catch (error) {
      throw engineError(error, `sending ${path} to the engine`);
    }
  }

  async fromImage(files: Extract<InputRef, { from: "image" }>): Promise<DaggerTree> {
    const { client } = await this.open();
    try {
      return await filesOfImage(client, files);
    } catch (error) {
      throw engineError(error, `copying ${files.folder} out of ${files.image}`);
    }
  }

  async exportTree(tree: DaggerTree, path: string): Promise<void> {
    try {
      await exportTree(tree, path);
    } catch (error) {
      throw engineError(error, `fetching ${path} from the engine`);
    }
  }

  close(): Promise<void> {
    return this.parts.session.close();
  }

  private async open(): Promise<{ client: Client; images: Images }> {
    const client = await this.parts.session.client();
    const images = this.images.get(client) ?? new Images(client, this.options.nativeImage);
    this.images.set(client, images);
    return { client, images };
  }

  private async runOpen(
    task: Task,
    inputs: Readonly<Record<string, DaggerTree>>,
    { secrets, events, jobs }: RunContext,
  ): Promise<Outcome<DaggerTree>> {
    const image = imageOf(task);
    const { client, images } = await this.open();
    const { base, path, start } = await images.use(image, task.id);
    const values: Record<string, string> = {};
    for (const name of task.secrets) {
      values[name] = await secrets(name);
      this.parts.log.hide(values[name]);
    }
    const prepared = prepareContainer({
      ...{ client, task, image, base, path, start, secrets: values, ...(await images.handed(inputs)) },
      network: this.parts.network,
      cacheNamespace: this.options.cacheNamespace ?? "wheelway",
      compilerCache: this.options.compilerCache,
    });
    const told: string[] = [];
    const tell = (command: string) => {
      told.push(command);
      events({ type: "command-started", task: task.id, command });
    };
    events({ type: "task-started", task: task.id });
    const stop = this.parts.log.listen((id, command) => id === task.id && tell(command));
    const ran = await runUntilNew(prepared, jobs, () => randomUUID()).finally(stop);
    for (const command of untold(ran.result, told)) tell(command);
    const { verdict, seconds } = ran.result;
    const outputs = verdict === "passed" ? await collectOutputs(ran.container, task, ran.result) : {};
    events({ type: "task-finished", task: task.id, verdict, seconds });
    return { result: ran.result, outputs, log: ran.log, remembered: ran.remembered };
  }
}

/** The commands that began without a word of it: inside a module, or from the engine's cache. */
function untold(result: TaskResult, told: readonly string[]): string[] {
  return result.commands
    .filter(({ verdict }) => verdict !== "skipped")
    .slice(told.length)
    .map(({ name }) => name);
}

function imageOf(task: Task): Image {
  if (task.environment.kind === "image") return task.environment;
  throw new WheelwayError("interpreter-missing", {
    message: `${task.id} cannot run in an engine`,
    why: "it asks for an interpreter of this machine",
    next: "Use `--backend host`.",
  });
}

function interrupted(task: string): WheelwayError {
  return new WheelwayError("interrupted", {
    message: `${task} was stopped`,
    next: "Run the same command again.",
  });
}
