/** Where the tasks of a plan run, and what each place needs once: tools, prepared packages, crates. */

import type { Config } from "../config/config.ts";
import { optionsFor } from "../config/options.ts";
import { oldestToolPython } from "../lock/tools.ts";
import { usesCargo } from "../recipes/back-ends.ts";
import type { Place, RecipeContext } from "../recipes/context.ts";
import { cratesTask } from "../recipes/crates.ts";
import { deriveTask, derivedInput } from "../recipes/derive-target.ts";
import { environmentOf, imagePython, type ImageChoice } from "../recipes/environments.ts";
import { isPrepared, prepareTask } from "../recipes/prepare.ts";
import { rustStdInput, rustStdTask } from "../recipes/rust-std.ts";
import { toolsTask, type Purpose } from "../recipes/tools.ts";
import { compareInterpreters, familyOf, parseInterpreter, type Interpreter } from "../tags/interpreter.ts";
import type { Architecture } from "../tags/platform.ts";
import type { Target } from "../tags/target.ts";
import type { Compiling } from "./crossing.ts";
import type { Environment, Task, TaskId } from "./task.ts";

export interface PlacesInput extends RecipeContext {
  readonly config: Config;
  /** At least one. */
  readonly targets: readonly Target[];
  readonly backend: "dagger" | "host";
  readonly images: ImageChoice;
  /** Architecture of the machine that builds, where it is a Linux. */
  readonly machine?: Architecture | undefined;
  /** How the wheel of a target is compiled; default: on its own platform. */
  readonly compiling?: (target: Target) => Compiling;
  /** Why the wheels of a target cannot be tested here; default: they can. */
  readonly untestable?: (target: Target) => string | undefined;
  /** Does this environment run natively here? */
  readonly native: (environment: Environment) => boolean;
  /** Interpreters of the host, for the tool environment. Images have every CPython. */
  readonly interpreters: readonly Interpreter[];
}

/** Tasks in the order they were added, each id once. */
export class TaskList {
  private readonly tasks = new Map<TaskId, Task>();

  add(task: Task): TaskId {
    if (!this.tasks.has(task.id)) this.tasks.set(task.id, task);
    return task.id;
  }

  all(): Task[] {
    return [...this.tasks.values()];
  }
}

/** The environment of a target, with the images that overrides name for it; `undefined` where there is no image. */
export function environmentFor(
  { config, backend, images, machine }: Pick<PlacesInput, "config" | "backend" | "images" | "machine">,
  target: Target,
): Environment | undefined {
  const overrides = { ...images.overrides, ...optionsFor(config, target).images };
  return environmentOf(target.interpreter, target.platform, backend, { ...images, overrides }, machine);
}

export class Places {
  private readonly input: PlacesInput;
  private readonly list: TaskList;
  private readonly known = new Map<string, Place>();
  private readonly builders = new Map<string, Place>();
  private readonly prepared = new Map<string, TaskId>();

  constructor(input: PlacesInput, list: TaskList) {
    this.input = input;
    this.list = list;
  }

  /** Where a target's wheel is tested: its own platform. */
  at(target: Target): Place {
    return remember(this.known, target.id, () => {
      const environment = this.environment(target);
      const onlyTests = this.compiling(target).how === "cross" && !this.input.native(environment);
      return this.make(target, environment, onlyTests ? "test" : "build");
    });
  }

  /** Where a target's wheel is built: its own platform, or the build machine's. */
  builder(target: Target): Place {
    const compiling = this.compiling(target);
    if (compiling.how !== "cross") return this.at(target);
    return remember(this.builders, target.id, () => {
      const { cross, environment, files, instead } = compiling;
      const bare = this.make(target, environment, "cross");
      const made = () => derivedInput(this.list.add(deriveTask(environment, cross, target)));
      const input = files.from === "derived" || files.from === "building" ? made() : files;
      const rust = bare.crates && rustStdInput(this.list.add(rustStdTask(bare, cross)));
      return { ...bare, cross: { ...cross, instead, target: input, ...(rust && { rust }) } };
    });
  }

  /** Where the sdist is made and tested: never emulated where the build machine can do it. */
  workshop(home: Target): Place {
    const compiling = this.compiling(home);
    if (compiling.how !== "cross") return this.at(home);
    return remember(this.builders, "home", () => this.make(home, compiling.environment, "build"));
  }

  /** The written reason of the configuration, or why nothing of this platform runs here. */
  untested(target: Target): string | undefined {
    return optionsFor(this.input.config, target).test.untested ?? this.input.untestable?.(target);
  }

  compiling(target: Target): Compiling {
    return this.input.compiling?.(target) ?? { how: "own" };
  }

  private make(target: Target, environment: Environment, purpose: Purpose): Place {
    const options = optionsFor(this.input.config, target);
    const { system, architecture } = target.platform;
    const tools = this.list.add(toolsTask(this.toolsEnvironment(environment), purpose));
    const prepare = this.prepare(target, environment);
    const bare: Place = { environment, system, architecture, tools, prepare, crates: undefined, options };
    const cargo = usesCargo(this.input.config.project.backend);
    return cargo ? { ...bare, crates: this.list.add(cratesTask(this.input, bare)) } : bare;
  }

  isNative(target: Target): boolean {
    return this.input.native(this.environment(target));
  }

  /** Where the sdist is made and tested: a target that must not fail, a native platform, the newest CPython. */
  home(): Target {
    const rank = (t: Target) =>
      (optionsFor(this.input.config, t).optional ? 4 : 0) +
      (this.isNative(t) ? 0 : 2) +
      (familyOf(t.interpreter) === "cpython" ? 0 : 1);
    const [home] = [...this.input.targets].sort(
      (a, b) => rank(a) - rank(b) || compareInterpreters(b.interpreter, a.interpreter),
    );
    if (!home) throw new TypeError("a plan needs a target");
    return home;
  }

  private environment(target: Target): Environment {
    const found = environmentFor(this.input, target);
    // The pipeline asks for every environment before it plans, and stops there with the remedy.
    if (!found) throw new TypeError(`no environment for ${target.id}`);
    return found;
  }

  /** One task an image and what is prepared in it; targets with other wishes have one of their own. */
  private prepare(target: Target, environment: Environment): TaskId | undefined {
    const { prepare, build } = optionsFor(this.input.config, target);
    if (!isPrepared(prepare)) return undefined;
    const where = environment.kind === "image" ? target.platform.name : "host";
    const image = environment.kind === "image" ? [environment.image, environment.platform] : [];
    const key = JSON.stringify([prepare, ...image]);
    const known = this.prepared.get(key);
    if (known !== undefined) return known;
    const taken = [...this.prepared.values()].includes(`prepare:${where}`);
    const id = taken ? `prepare:${target.id}` : `prepare:${where}`;
    this.prepared.set(key, id);
    return this.list.add(prepareTask(id, environment, target.platform.system, prepare, build.timeoutMs));
  }

  /** The tools run with the newest CPython there is, so that one tool environment serves every interpreter. */
  private toolsEnvironment(here: Environment): Environment {
    if (here.kind === "host") {
      const newest = newestCPython(this.input.interpreters);
      return { kind: "host", interpreter: newest?.name ?? here.interpreter };
    }
    const isAlike = (other: Environment | undefined) =>
      other?.kind === "image" && other.image === here.image && other.platform === here.platform;
    const alike = this.input.targets.filter((target) => {
      const compiling = this.compiling(target);
      return (
        isAlike(environmentFor(this.input, target)) ||
        (compiling.how === "cross" && isAlike(compiling.environment))
      );
    });
    // An image that is asked for PyPy alone has the CPythons of all its kind.
    const newest = newestCPython(alike.map(({ interpreter }) => interpreter)) ?? parseInterpreter("cp312");
    return newest ? { ...here, python: imagePython(newest) } : here;
  }
}

function remember(known: Map<string, Place>, key: string, make: () => Place): Place {
  const place = known.get(key) ?? make();
  known.set(key, place);
  return place;
}

function newestCPython(interpreters: readonly Interpreter[]): Interpreter | undefined {
  const [, oldest] = oldestToolPython;
  return [...interpreters]
    .filter((interpreter) => familyOf(interpreter) === "cpython" && interpreter.minor >= oldest)
    .sort(compareInterpreters)
    .pop();
}
