/** The Dagger engine, as the meter sees it: its process and the group that its containers run in. */

import { dagger } from "../../src/services.ts";
import { findTestEngine, type Env } from "../../test/support/engine.ts";
import { knownGroup, makeGroup } from "./control-group.ts";
import type { Helper } from "./meter.ts";
import { pinProcess, processesOf, processMiB } from "./process-cost.ts";

export interface Engine {
  readonly env: Env;
  readonly version: string;
  readonly helper: Helper;
}

/** @param cores all that there are */
export async function findEngine(cores: string): Promise<Engine | { readonly skip: string }> {
  const engine = await findTestEngine();
  if ("skip" in engine) return engine;
  const [id, ...others] = processesOf("dagger-engine");
  const containers = knownGroup("buildkit");
  if (id === undefined || others.length > 0 || !containers)
    return { skip: "the engine does not run on this machine as one process with the control group buildkit" };
  // Its own work, and that of what starts the containers; they themselves are in their group, and counted there.
  const own = makeGroup("wheelway-bench-engine", cores);
  own.adopt(id);
  return {
    env: engine.env,
    version: dagger.version,
    helper: {
      cpuMs: () => containers.cpuMs() + own.cpuMs(),
      anonymousMiB: () => containers.anonymousMiB() + processMiB(id),
      pin: (cores) => {
        containers.pin(cores);
        pinProcess(id, cores);
      },
    },
  };
}
