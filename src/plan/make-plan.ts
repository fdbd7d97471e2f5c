/** Makes the plan. What it needs to know of the outside is handed in as values. */

import { optionsFor } from "../config/options.ts";
import type { Config } from "../config/config.ts";
import { usesCargo } from "../recipes/back-ends.ts";
import { buildEnvironmentTask } from "../recipes/build-environment.ts";
import type { Place, RecipeContext } from "../recipes/context.ts";
import { cratesTask, cratesTaskId } from "../recipes/crates.ts";
import { environmentOf, type ImageChoice } from "../recipes/environments.ts";
import { isPrepared, prepareTask } from "../recipes/prepare.ts";
import { sdistTask } from "../recipes/sdist.ts";
import { testSdistTask } from "../recipes/test-sdist.ts";
import { testTaskId, testWheelTask } from "../recipes/test-wheel.ts";
import { toolsTask } from "../recipes/tools.ts";
import { wheelTask } from "../recipes/wheel.ts";
import { compareInterpreters, familyOf, parseInterpreter, type Interpreter } from "../tags/interpreter.ts";
import { compareTargets, type Target } from "../tags/target.ts";
import { assignWheels, probes, type Kinds } from "./assign.ts";
import { contractOf } from "./contract.ts";
import type { Plan, PlannedTarget } from "./plan.ts";
import type { Environment, InputRef, Task } from "./task.ts";

export interface PlanInput {
  readonly config: Config;
  /** At least one. */
  readonly targets: readonly Target[];
  readonly backend: "dagger" | "host";
  readonly kinds: Kinds;
  readonly images: ImageChoice;
  /** Does this environment run natively here? */
  readonly native: (environment: Environment) => boolean;
  /** Interpreters of the host, for the tool environment. Images have every CPython. */
  readonly interpreters: readonly Interpreter[];
  readonly fromSdist: InputRef | undefined;
  readonly epoch: number;
  readonly lockedRequirements: (setFor: "sdist" | string) => string | undefined;
}

/** A plan whose families are all known is complete; else it holds the sdist and one wheel of each unknown family. */
export function makePlan(input: PlanInput): Plan {
  const targets = [...input.targets].sort(compareTargets);
  const tasks = new Map<string, Task>();
  const add = (task: Task): string => {
    if (!tasks.has(task.id)) tasks.set(task.id, task);
    return task.id;
  };
  const native = (target: Target) => input.native(environment(input, target));
  const places = new Places(input, add);
  const context: RecipeContext = { ...input };
  const home = homeTarget(targets, native);
  const assignments = assignWheels(targets, input.kinds, native);
  const learning = probes(targets, input.kinds, native);

  addSdist(input, context, places.at(home), add);
  const builders = learning.length > 0 ? learning : assignments.flatMap((a) => a.builtBy ?? []);
  for (const target of new Set(builders)) {
    add(buildEnvironmentTask(context, places.at(target), target.id));
    add(wheelTask(context, places.at(target), target));
  }
  const planned = assignments.map(({ target, builtBy }): PlannedTarget => {
    const place = places.at(target);
    const { test, optional } = place.options;
    const tests = test.untested === undefined && builtBy && learning.length === 0 ? test.resolution : [];
    for (const resolution of tests)
      add(testWheelTask(context, place, target, builtBy?.id ?? target.id, resolution));
    return {
      id: target.id,
      builtBy: builtBy?.id,
      image: place.environment.kind === "image" ? place.environment.image : undefined,
      emulated: !native(target),
      tests: tests.map((resolution) => testTaskId(target.id, resolution)),
      untested: test.untested,
      optional,
    };
  });
  if (learning.length === 0) {
    add(buildEnvironmentTask(context, places.at(home), home.id));
    add(testSdistTask(context, places.at(home), home));
  }
  const optional = (target: Target) => places.at(target).options.optional;
  const contract = contractOf(assignments, input.kinds, optional, true);
  return {
    version: 1,
    backend: input.backend,
    targets: planned,
    tasks: [...tasks.values()],
    contract,
    kinds: input.kinds,
  };
}

/** The environment of a target, with the images that overrides name for it; `undefined` where there is no image. */
export function environmentFor(
  { config, backend, images }: Pick<PlanInput, "config" | "backend" | "images">,
  target: Target,
): Environment | undefined {
  const overrides = { ...images.overrides, ...optionsFor(config, target).images };
  return environmentOf(target.interpreter, target.platform, backend, { ...images, overrides });
}

function environment(input: PlanInput, target: Target): Environment {
  const found = environmentFor(input, target);
  // The pipeline asks for every environment before it plans, and stops there with the remedy.
  if (!found) throw new TypeError(`no environment for ${target.id}`);
  return found;
}

/** Where the sdist is made and tested: a native platform, the newest CPython. */
function homeTarget(targets: readonly Target[], native: (target: Target) => boolean): Target {
  const rank = (t: Target) => (native(t) ? 0 : 2) + (familyOf(t.interpreter) === "cpython" ? 0 : 1);
  const [home] = [...targets].sort(
    (a, b) => rank(a) - rank(b) || compareInterpreters(b.interpreter, a.interpreter),
  );
  if (!home) throw new TypeError("a plan needs a target");
  return home;
}

function addSdist(input: PlanInput, context: RecipeContext, place: Place, add: (task: Task) => string): void {
  if (input.fromSdist !== undefined) return;
  add(buildEnvironmentTask(context, place, "sdist"));
  add(sdistTask(context, place));
}

/** The places of a plan; makes the tools, prepare and crates tasks that each needs, once. */
class Places {
  private readonly input: PlanInput;
  private readonly add: (task: Task) => string;
  private readonly known = new Map<string, Place>();

  constructor(input: PlanInput, add: (task: Task) => string) {
    this.input = input;
    this.add = add;
  }

  at(target: Target): Place {
    const known = this.known.get(target.id);
    if (known) return known;
    const { config } = this.input;
    const options = optionsFor(config, target);
    const here = environment(this.input, target);
    const tools = this.add(toolsTask(this.toolsEnvironment(here), "build"));
    const { system, architecture } = target.platform;
    const where = here.kind === "image" ? target.platform.name : "host";
    const prepare = isPrepared(options.prepare)
      ? this.add(prepareTask(`prepare:${where}`, here, system, options.prepare, options.build.timeoutMs))
      : undefined;
    const bare: Place = {
      environment: here,
      system,
      architecture,
      tools,
      prepare,
      crates: undefined,
      options,
    };
    const crates = usesCargo(config.project.backend) ? cratesTaskId : undefined;
    if (crates !== undefined) this.add(cratesTask({ ...this.input }, bare));
    const place = { ...bare, crates };
    this.known.set(target.id, place);
    return place;
  }

  /** The tools run with the newest CPython there is, so that one tool environment serves every interpreter. */
  private toolsEnvironment(here: Environment): Environment {
    if (here.kind === "host") {
      const newest = [...this.input.interpreters]
        .filter((interpreter) => familyOf(interpreter) === "cpython")
        .sort(compareInterpreters)
        .pop();
      return { kind: "host", interpreter: newest?.name ?? here.interpreter };
    }
    const interpreter = parseInterpreter("cp312");
    return interpreter ? { ...here, python: "/opt/python/cp312-cp312/bin/python" } : here;
  }
}
