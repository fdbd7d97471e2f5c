/** Makes the plan of a build. What it needs to know of the outside is handed in as values. */

import { buildEnvironmentTask } from "../recipes/build-environment.ts";
import { pureFallbackId, pureFallbackTask, testPureFallbackTask } from "../recipes/pure-fallback.ts";
import { sdistTask } from "../recipes/sdist.ts";
import type { Place } from "../recipes/context.ts";
import { testSdistTask, type WheelOfSdist } from "../recipes/test-sdist.ts";
import { testTaskId, testWheelTask } from "../recipes/test-wheel.ts";
import { buildsAsInstallers, builtInput, wheelInput, wheelTask, withBuilt } from "../recipes/wheel.ts";
import { compareTargets, type Target } from "../tags/target.ts";
import { assignWheels, probes, type Assignment, type Kinds } from "./assign.ts";
import { contractOf } from "./contract.ts";
import type { Compiling } from "./crossing.ts";
import { Places, TaskList, type PlacesInput } from "./places.ts";
import type { Plan, PlannedTarget } from "./plan.ts";

export interface PlanInput extends PlacesInput {
  readonly kinds: Kinds;
  /** Is the sdist installed and tested? Default true; one slice of several does it for all. */
  readonly testsSdist?: boolean;
}

/** A plan whose families are all known is complete; else it holds the sdist and one wheel of each unknown family. */
export function makePlan(input: PlanInput): Plan {
  const targets = [...input.targets].sort(compareTargets);
  const list = new TaskList();
  const places = new Places(input, list);
  const native = (target: Target) => places.isNative(target);
  const home = places.home();
  const assignments = assignWheels(targets, input.kinds, native);
  const learning = probes(targets, input.kinds, native);

  if (input.fromSdist === undefined) {
    list.add(buildEnvironmentTask(input, places.workshop(home), "sdist"));
    list.add(sdistTask(input, places.workshop(home)));
  }
  const builders = learning.length > 0 ? learning : assignments.flatMap((a) => a.builtBy ?? []);
  for (const target of new Set(builders)) {
    const place = places.builder(target);
    list.add(buildEnvironmentTask(input, place, target.id));
    const wheel = wheelTask(input, place, target);
    list.add(target.id === home.id && buildsAsInstallers(place) ? withBuilt(wheel) : wheel);
  }
  const fallback = learning.length === 0 ? input.config.options.pureFallback : undefined;
  if (fallback) {
    list.add(buildEnvironmentTask(input, places.workshop(home), home.id));
    list.add(pureFallbackTask(input, places.workshop(home), home, fallback));
    list.add(testPureFallbackTask(input, places.workshop(home), home));
  }
  if (learning.length === 0) addTests(input, places, assignments, list);
  // A cross build tells nothing of the sdist, whose test waits for none.
  const alone = places.compiling(home).how === "cross";
  if (input.testsSdist !== false && (alone || learning.length === 0)) {
    const place = places.workshop(home);
    list.add(buildEnvironmentTask(input, place, home.id));
    const wheel = alone ? {} : wheelOfSdist(place, assignments, home);
    list.add(testSdistTask(input, place, home, wheel));
  }
  const optional = (target: Target) => places.at(target).options.optional;
  const rows = assignments.map((assignment) => planned(assignment, places, !native(assignment.target)));
  return {
    version: 1,
    backend: input.backend,
    targets: fallback
      ? [...rows, fallbackRow(planned({ target: home, builtBy: home }, places, false))]
      : rows,
    tasks: list.all(),
    contract: contractOf(assignments, input.kinds, optional, {
      sdist: true,
      fallbackAt: fallback && home.id,
    }),
    kinds: input.kinds,
  };
}

/**
 * What the sdist's test takes of the wheels, or waits for: where it has to compile, it compiles faster after a wheel. A pure
 * one leaves nothing to compile faster with.
 */
function wheelOfSdist(place: Place, assignments: readonly Assignment[], home: Target): WheelOfSdist {
  const assignment = assignments.find(({ target }) => target.id === home.id);
  const builder = assignment?.builtBy ?? home;
  if (builder.id === home.id && buildsAsInstallers(place)) return { built: builtInput(home.id) };
  return assignment?.kind === "pure" ? {} : { wheel: wheelInput(builder.id) };
}

function addTests(
  input: PlanInput,
  places: Places,
  assignments: readonly Assignment[],
  list: TaskList,
): void {
  for (const { target, builtBy } of assignments) {
    const place = places.at(target);
    if (!builtBy || places.untested(target) !== undefined) continue;
    for (const resolution of place.options.test.resolution)
      list.add(testWheelTask(input, place, target, wheelInput(builtBy.id), resolution));
  }
}

/** One row of the plan. */
export function planned(
  { target, builtBy }: Pick<Assignment, "target" | "builtBy">,
  places: Places,
  emulated: boolean,
): PlannedTarget {
  const place = places.at(target);
  const { test, optional } = place.options;
  const untested = places.untested(target);
  const resolutions = untested === undefined ? test.resolution : [];
  return {
    id: target.id,
    builtBy: builtBy?.id,
    image: place.environment.kind === "image" ? place.environment.image : undefined,
    emulated,
    tests: resolutions.map((resolution) => testTaskId(target.id, resolution)),
    untested,
    optional,
    ...compiled(places.compiling(target)),
  };
}

function compiled(compiling: Compiling): Pick<PlannedTarget, "cross" | "whyEmulated" | "whyOwnCompiler"> {
  switch (compiling.how) {
    case "own":
      return compiling.why === undefined ? {} : { whyOwnCompiler: compiling.why };
    case "cross": {
      const { compiler, glibc } = compiling.cross;
      const files = compiling.files.from === "derived" ? "derived" : "copied";
      return { cross: { compiler, glibc, files, instead: compiling.instead } };
    }
    case "emulated":
      return { whyEmulated: compiling.why };
  }
}

function fallbackRow(row: PlannedTarget): PlannedTarget {
  return { ...row, id: pureFallbackId, builtBy: pureFallbackId, tests: [`test:${pureFallbackId}`] };
}
