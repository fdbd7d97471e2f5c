/** Makes the plan that tests artifacts which are already there. */

import { buildEnvironmentTask } from "../recipes/build-environment.ts";
import { testSdistTask } from "../recipes/test-sdist.ts";
import { testWheelTask } from "../recipes/test-wheel.ts";
import { compareTargets, type Target } from "../tags/target.ts";
import { kindOf, meetsTarget, type WheelKind, type WheelName } from "../tags/wheel-name.ts";
import { contractOf } from "./contract.ts";
import { planned } from "./make-plan.ts";
import { Places, TaskList, type PlacesInput } from "./places.ts";
import type { Plan } from "./plan.ts";
import type { InputRef } from "./task.ts";

export interface GivenWheel {
  readonly name: WheelName;
  /** A folder with the one wheel. */
  readonly input: InputRef;
}

export interface TestPlanInput extends PlacesInput {
  readonly wheels: readonly GivenWheel[];
}

/** The wheel that an installer would take for a target: the most special one. */
export function wheelFor(wheels: readonly GivenWheel[], target: Target): GivenWheel | undefined {
  const rank: Record<WheelKind, number> = { version: 0, abi3t: 1, abi3: 1, "py3-platform": 2, pure: 3 };
  return wheels
    .filter(({ name }) => meetsTarget(name, target) === true)
    .sort(
      (a, b) => rank[kindOf(a.name)] - rank[kindOf(b.name)] || a.name.file.localeCompare(b.name.file, "en"),
    )[0];
}

/** Every target with the wheel that serves it, and the sdist where there is one; what has no wheel is judged by the contract. */
export function makeTestPlan(input: TestPlanInput): Plan {
  const list = new TaskList();
  const places = new Places(input, list);
  const targets = [...input.targets].sort(compareTargets);
  const served = targets.map((target) => ({ target, wheel: wheelFor(input.wheels, target) }));
  const assignments = served.map(({ target, wheel }) => ({
    target,
    builtBy: served.find((other) => other.wheel && other.wheel === wheel)?.target ?? target,
    kind: wheel && kindOf(wheel.name),
  }));
  for (const { target, wheel } of served) {
    const { test } = places.at(target).options;
    if (!wheel || places.untested(target) !== undefined) continue;
    for (const resolution of test.resolution)
      list.add(testWheelTask(input, places.at(target), target, wheel.input, resolution));
  }
  if (input.fromSdist !== undefined) {
    const home = places.home();
    list.add(buildEnvironmentTask(input, places.at(home), home.id));
    list.add(testSdistTask(input, places.at(home), home));
  }
  const optional = (target: Target) => places.at(target).options.optional;
  return {
    version: 1,
    backend: input.backend,
    targets: assignments.map((assignment) =>
      planned(assignment, places, !places.isNative(assignment.target)),
    ),
    tasks: list.all(),
    contract: contractOf(assignments, {}, optional, { sdist: input.fromSdist !== undefined }),
    kinds: {},
  };
}
