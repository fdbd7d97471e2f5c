/** Who runs this, for the journal and the claim: the one that is named, the CI's actor and run, else the user of this machine. */

import { hostname, userInfo } from "node:os";
import { ciRunOf } from "../clients/ci-run.ts";
import type { Surroundings } from "./surroundings.ts";

export function actor(env: Surroundings["env"]): string {
  const named = env["WHEELWAY_ACTOR"];
  if (named) return named;
  return ciRunOf(env)?.actor ?? `${userInfo().username}@${hostname()}`;
}

/** The same for every attempt of one run, which never runs twice at a time; `undefined` on a laptop. */
export function ciRun(env: Surroundings["env"]): string | undefined {
  return ciRunOf(env)?.run;
}
