/** The second build of an artifact: the same commands on the same inputs, in other surroundings. */

import { variations, type Task, type TaskId, type Variation } from "./task.ts";

/** What a task fixes so that it need not matter; a second build has the driver's own, which may be others. */
const fixed: Readonly<Record<string, { readonly value: string; readonly variation: Variation }>> = {
  LC_ALL: { value: "C.UTF-8", variation: "locale" },
  TZ: { value: "UTC", variation: "time-zone" },
  PYTHONHASHSEED: { value: "0", variation: "hash-seed" },
};

export function rebuildTaskId(of: TaskId, name = "again"): TaskId {
  return `rebuild:${of}:${name}`;
}

/**
 * Every input stays: a wheel is built again from the sdist that is released, so that a finding is about this one build.
 * @param task one that builds a wheel or the sdist
 * @param name told apart from other second builds of the same task
 */
export function rebuildTask(
  task: Task,
  vary: readonly Variation[] = variations,
  name: string = "again",
): Task {
  const env = Object.entries(task.env).filter(([key, value]) => {
    const known = fixed[key];
    return known === undefined || known.value !== value || !vary.includes(known.variation);
  });
  return {
    ...task,
    id: rebuildTaskId(task.id, name),
    title: `${task.title} once more`,
    kind: "rebuild",
    env: Object.fromEntries(env),
    again: { of: task.id, vary },
  };
}
