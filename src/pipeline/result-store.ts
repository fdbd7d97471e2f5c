/** Opens the result store for one run: which tier, how large, how old, and what keys are made of. */

import type { Backend } from "../backends/backend.ts";
import { ciRunOf } from "../clients/ci-run.ts";
import { driverDigest } from "../driver/source.ts";
import { Reuse } from "../schedule/reuse.ts";
import { ResultStore } from "../store/result-store.ts";
import { storeLimits } from "../store/limits.ts";
import { accessOf } from "../store/tier.ts";
import { version } from "../version.ts";
import type { StagedTree } from "./staged-tree.ts";
import { storeUse } from "./store-use.ts";
import type { BuildRequest, Surroundings } from "./surroundings.ts";

export interface OpenStore<Tree> {
  readonly reuse: Reuse<Tree>;
  /** To be called when the run has ended. */
  readonly close: () => Promise<void>;
}

/** `undefined` where neither is to be read nor written. Throws "usage-invalid" for limits that cannot be understood. */
export function openStore<Tree>(
  backend: Backend<Tree>,
  { store, forRelease = false, reproduce = false }: BuildRequest,
  { env, cacheDir, tell, now }: Surroundings,
  { staged, scratch }: { readonly staged: StagedTree | undefined; readonly scratch: string },
): OpenStore<Tree> | undefined {
  const use = store ?? storeUse(env);
  if (use === "off") return undefined;
  const { size, maxAge } = storeLimits(env);
  const results = new ResultStore({
    cacheDir,
    access: accessOf(ciRunOf(env), forRelease),
    limit: size,
    warn: (text) => tell({ type: "note", severity: "warning", text }),
    now,
  });
  let driver: string | undefined;
  const reuse = new Reuse({
    store: results,
    backend,
    scratch,
    maxAge,
    now,
    // A second build proves something only of what was built just now.
    refresh: use === "refresh" || reproduce,
    keys: {
      wheelway: version,
      get driver() {
        return (driver ??= driverDigest());
      },
      environment: (environment) => backend.identity(environment),
      project: () => staged?.digest() ?? Promise.reject(new TypeError("there is no project here")),
    },
  });
  return { reuse, close: () => results.tidy() };
}
