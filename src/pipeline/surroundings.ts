/** What a door hands to every use case: the user's environment, places to write, a way to tell, a way to stop. */

import type { SecretSource } from "../backends/backend.ts";
import type { Tell } from "./events.ts";
import type { StoreUse } from "./store-use.ts";

export interface Surroundings {
  /** The door's environment variables; nothing below reads `process.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder for tools, downloads and work, kept between runs. */
  readonly cacheDir: string;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  readonly secrets: SecretSource;
  /** The clock. */
  readonly now: () => Date;
  /** Cores that all tasks of the run share; all that this process may use where it is left out. */
  readonly jobs?: number;
}

/** Which project, and which part of it: the same for plan, build, test and lock. */
export interface ProjectRequest {
  /** A folder or an sdist file. */
  readonly project: string;
  /** Globs on target names; all targets where it is undefined. */
  readonly only: readonly string[] | undefined;
  /** `undefined`: as configured, else "auto": Dagger where an engine answers, else the host. */
  readonly backend: "auto" | "dagger" | "host" | undefined;
  /** Refuse a stale or missing wheelway.lock. */
  readonly locked: boolean;
}

export interface BuildRequest extends ProjectRequest {
  /** Folder that is replaced; `undefined`: `dist` beside the project. */
  readonly dist: string | undefined;
  /** Start nothing new after the first failure. */
  readonly failFast: boolean;
  /** Replace a dist folder that holds files which Wheelway did not write. */
  readonly force: boolean;
  /** Build everything a second time, in other surroundings, and compare the bytes. */
  readonly reproduce?: boolean;
  /** Leave wheelway.lock as it is: a release changes nothing that it does not commit. */
  readonly keepLock?: boolean;
  /** The result store: "refresh" makes everything anew and keeps it, "off" neither reads nor writes. Default "use". */
  readonly store?: StoreUse;
  /** It is a release: it takes trusted results only, and builds some of them again. */
  readonly forRelease?: boolean;
}
