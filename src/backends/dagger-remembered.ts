/** The Dagger backend of a run that may need no engine: connects, and loads the SDK, when the first task must be run. */

import type { Environment, InputRef, Task } from "../plan/task.ts";
import type { Backend, Outcome, RunContext, Supported, Unsupported } from "./backend.ts";
import type { DaggerBackend, DaggerOptions } from "./dagger.ts";
import type { EngineFound } from "./dagger-engine.ts";
import { imageIdentity, isPinned } from "./dagger-identity.ts";
import { EngineMemory } from "./dagger-memory.ts";
import { whatEnginesMake } from "./dagger-platforms.ts";
import type { DaggerTree } from "./dagger-trees.ts";
import { coresHere, freeMiBHere } from "./machine-size.ts";

type Image = Extract<Environment, { kind: "image" }>;

/** The same as `openDagger`, for an engine that was found; says what was known of it where that is young enough. */
export async function openRemembered(
  options: DaggerOptions,
  engine: EngineFound,
  { why, now }: { readonly why: string; readonly now: () => Date },
) {
  const backend = new RememberedDagger(options, engine, now);
  const can = whatEnginesMake(await backend.platform());
  return { backend, can, interpreters: [], why: why === engine.how ? why : `${why}; ${engine.how}` };
}

class RememberedDagger implements Backend<DaggerTree> {
  readonly name = "dagger";
  readonly parallelism: number;
  readonly freeMiB?: () => number;
  private readonly options: DaggerOptions;
  private readonly memory: EngineMemory;
  private opened: Promise<DaggerBackend> | undefined;

  constructor(options: DaggerOptions, engine: EngineFound, now: () => Date) {
    this.options = options;
    this.parallelism = options.jobs ?? coresHere();
    if (isThisMachine(options.env)) this.freeMiB = freeMiBHere;
    this.memory = new EngineMemory(options.cacheDir, engine.how, now);
  }

  async describe(): Promise<string> {
    return (await this.facts()).describe;
  }

  async platform(): Promise<string> {
    return (await this.facts()).platform;
  }

  async supports(environment: Environment): Promise<Supported | Unsupported> {
    if (environment.kind === "host") return (await this.engine()).supports(environment);
    const known = this.opened ? undefined : await this.memory.image(keyOf(environment));
    if (known) return { supported: true, emulated: known.emulated, detail: known.detail };
    const engine = await this.engine();
    const answer = await engine.supports(environment);
    // What cannot be had today may be there tomorrow.
    if (answer.supported) {
      const { emulated, detail } = answer;
      this.memory.learnImage(keyOf(environment), {
        emulated,
        detail,
        pinned: await engine.pinned(environment),
      });
    }
    return answer;
  }

  async identity(environment: Environment): Promise<string> {
    if (environment.kind === "host" || isPinned(environment.image)) return this.told(environment);
    // Once there is an engine, what it runs is what counts.
    const known = this.opened ? undefined : await this.memory.image(keyOf(environment));
    return known
      ? this.told({ ...environment, image: known.pinned })
      : (await this.engine()).identity(environment);
  }

  async run(
    task: Task,
    inputs: Readonly<Record<string, DaggerTree>>,
    context: RunContext,
  ): Promise<Outcome<DaggerTree>> {
    return (await this.engine()).run(task, inputs, context);
  }

  async importPath(path: string): Promise<DaggerTree> {
    return (await this.engine()).importPath(path);
  }

  async fromImage(files: Extract<InputRef, { from: "image" }>): Promise<DaggerTree> {
    return (await this.engine()).fromImage(files);
  }

  async exportTree(tree: DaggerTree, path: string): Promise<void> {
    return (await this.engine()).exportTree(tree, path);
  }

  async close(): Promise<void> {
    await this.memory.keep();
    if (this.opened) await (await this.opened).close();
  }

  private told(environment: Environment): string {
    return environment.kind === "host"
      ? environment.interpreter
      : imageIdentity(environment, this.options.env);
  }

  private async facts() {
    const known = await this.memory.get();
    if (known) return known;
    await this.engine();
    return (await this.memory.get()) ?? { describe: "", platform: "" };
  }

  private engine(): Promise<DaggerBackend> {
    return (this.opened ??= this.connect());
  }

  private async connect(): Promise<DaggerBackend> {
    const { daggerBackend } = await import("./dagger.ts");
    const engine = await daggerBackend(this.options);
    const [describe, platform] = [await engine.describe(), await engine.platform()];
    await this.memory.learn({ describe, platform });
    return engine;
  }
}

function keyOf({ image, platform, python }: Image): string {
  return JSON.stringify([image, platform, python]);
}

/** Does the engine share this machine's memory? On other systems it has a virtual machine of its own. */
export function isThisMachine(env: DaggerOptions["env"]): boolean {
  const addresses = [env["_EXPERIMENTAL_DAGGER_RUNNER_HOST"], env["DOCKER_HOST"]];
  return process.platform === "linux" && !addresses.some((address) => /^(tcp|ssh|kube)/.test(address ?? ""));
}
