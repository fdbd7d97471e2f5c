/** Finds out by more builds why two builds differ: first with nothing changed, then with one thing changed at a time. */

import type { Cause } from "../artifacts/reproduction.ts";
import type { Variation } from "../plan/task.ts";

/** Builds with these changes alone; does it give the same bytes as the first build? `undefined`: it failed. */
export type Attempt = (name: string, vary: readonly Variation[]) => Promise<boolean | undefined>;

/** @param suspects what was another one, the likeliest first */
export async function findCause(suspects: readonly Variation[], attempt: Attempt): Promise<Cause> {
  const repeated = await attempt("repeated", []);
  if (repeated === false) return { kind: "unstable" };
  if (repeated === undefined) return { kind: "unknown" };
  for (const by of suspects) if ((await attempt(by, [by])) === false) return { kind: "varied", by };
  return { kind: "together" };
}
