/** The declared pure wheel beside the binaries: for interpreters and platforms that have no wheel of their own. */

import type { PureFallback } from "../config/config.ts";
import type { Task } from "../plan/task.ts";
import type { Target } from "../tags/target.ts";
import type { Place, RecipeContext } from "./context.ts";
import { testWheelTask } from "./test-wheel.ts";
import { wheelInput, wheelTask, wheelTaskId } from "./wheel.ts";

/** Stands where a target's id stands, in task ids and in the plan. */
export const pureFallbackId = "pure-fallback";

/** The wheel of `home`, built as `[tool.wheelway.pure-fallback]` says. It teaches nothing of the family's kind. */
export function pureFallbackTask(
  context: RecipeContext,
  place: Place,
  home: Target,
  { env, configSettings }: PureFallback,
): Task {
  const { build } = place.options;
  const changed = {
    ...build,
    env: { ...build.env, ...env },
    configSettings: { ...build.configSettings, ...configSettings },
  };
  const options = { ...place.options, build: changed };
  const task: Omit<Task, "target"> & { target?: string } = wheelTask(context, { ...place, options }, home);
  delete task.target;
  return { ...task, id: wheelTaskId(pureFallbackId), title: "build the pure wheel beside the binaries" };
}

export function testPureFallbackTask(context: RecipeContext, place: Place, home: Target): Task {
  const task = testWheelTask(context, place, home, wheelInput(pureFallbackId), "highest");
  return { ...task, id: `test:${pureFallbackId}`, title: "test the pure wheel beside the binaries" };
}
