/** The Dagger engine, as the meter sees it: its process and the group that its containers run in. */

import { dagger } from "../../src/services.ts";
import { findTestEngine, type Env } from "../../test/support/engine.ts";
import { knownGroup } from "./control-group.ts";
import type { Helper } from "./meter.ts";
import { pinProcess, processCpuMs, processesOf, processMiB } from "./process-cost.ts";

export interface Engine {
  readonly env: Env;
  readonly version: string;
  readonly helper: Helper;
}

export async function findEngine(): Promise<Engine | { readonly skip: string }> {
  const engine = await findTestEngine();
  if ("skip" in engine) return engine;
  const [id, ...others] = processesOf("dagger-engine");
  const containers = knownGroup("buildkit");
  if (id === undefined || others.length > 0 || !containers)
    return { skip: "the engine does not run on this machine as one process with the control group buildkit" };
  return {
    env: engine.env,
    version: dagger.version,
    helper: {
      cpuMs: () => containers.cpuMs() + processCpuMs(id),
      anonymousMiB: () => containers.anonymousMiB() + processMiB(id),
      pin: (cores) => {
        containers.pin(cores);
        pinProcess(id, cores);
      },
    },
  };
}
