/** Chooses and opens the backend; the rest of the pipeline works with whichever it is. */

import { resolve } from "node:path";
import type { Backend } from "../backends/backend.ts";
import type { CanMake } from "../config/select.ts";
import type { TargetFiles } from "../plan/crossing.ts";
import type { Interpreter } from "../tags/interpreter.ts";
import type { Target } from "../tags/target.ts";
import { compilerCacheOf } from "./compiler-cache.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** A backend with what it can make. `Tree` is its own business. */
export interface Opened<Tree> {
  readonly backend: Backend<Tree>;
  readonly can: CanMake;
  /** Interpreters for the tool environment (host only; images have every CPython). */
  readonly interpreters: readonly Interpreter[];
  /** Why this backend. */
  readonly why: string;
  /** Headers of another architecture's interpreter that stand on the host; `undefined` where there are none. */
  readonly foreignFiles?: (target: Target) => Promise<TargetFiles | undefined>;
}

/** Runs `use` with the backend and closes it afterwards, whatever happened. */
export async function withBackend<Result>(
  asked: "auto" | "dagger" | "host",
  options: BackendOptions,
  surroundings: Surroundings,
  use: <Tree>(opened: Opened<Tree>) => Promise<Result>,
): Promise<Result> {
  const opened = await open(asked, options, surroundings);
  try {
    surroundings.tell({
      type: "backend-chosen",
      backend: opened.backend.name,
      detail: await opened.backend.describe(),
      why: opened.why,
    });
    return await use(opened);
  } finally {
    await opened.backend.close();
  }
}

/** What the configuration says of where things run. */
export interface BackendOptions {
  /** Absolute path of a PEM file for networks that inspect TLS. */
  readonly caBundle: string | undefined;
  /** What is built is released. */
  readonly forRelease?: boolean;
}

export function backendOptions(project: Project): BackendOptions {
  const { caBundle } = project.config.options;
  return { caBundle: caBundle === undefined ? undefined : resolve(project.home, caBundle) };
}

async function open(
  asked: "auto" | "dagger" | "host",
  options: BackendOptions,
  surroundings: Surroundings,
): Promise<Opened<unknown>> {
  const compilerCache = compilerCacheOf(surroundings.env, options.forRelease === true);
  if (asked === "host") return openHost(surroundings, compilerCache, "you asked for it");
  const { findEngine } = await import("../backends/dagger-engine.ts");
  const engine = await findEngine(surroundings.env);
  if (asked === "dagger" || engine.found || engine.named) {
    const why = asked === "dagger" ? "you asked for it" : engine.found ? engine.how : "";
    const dagger = {
      caBundle: options.caBundle,
      cacheDir: surroundings.cacheDir,
      env: surroundings.env,
      compilerCache,
      ...jobsOf(surroundings),
    };
    if (!engine.found) return (await import("../backends/dagger.ts")).openDagger(dagger, why);
    const { openRemembered } = await import("../backends/dagger-remembered.ts");
    return openRemembered(dagger, engine, { why, now: surroundings.now });
  }
  return openHost(surroundings, compilerCache, engine.why);
}

function jobsOf({ jobs }: Surroundings): { readonly jobs?: number } {
  return jobs === undefined ? {} : { jobs };
}

async function openHost(
  surroundings: Surroundings,
  compilerCache: string | undefined,
  why: string,
): Promise<Opened<unknown>> {
  const host = await import("../backends/host.ts");
  const options = {
    cacheDir: surroundings.cacheDir,
    env: surroundings.env,
    compilerCache,
    ...jobsOf(surroundings),
  };
  const can = host.whatHostMakes(await host.hostInterpreters(options));
  return {
    backend: host.hostBackend(options),
    can,
    interpreters: can.interpreters,
    why,
    foreignFiles: (target) => host.foreignFilesOf(target, surroundings.env),
  };
}
