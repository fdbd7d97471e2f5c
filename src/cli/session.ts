/** What one command runs with: outputs behind the gate, surroundings for the use cases, the display that it shows. */

import { resolve } from "node:path";
import type { Surroundings } from "../pipeline/surroundings.ts";
import type { Redactor } from "../redact.ts";
import { jsonLine } from "../report/json-events.ts";
import type { Session } from "./command.ts";
import type { Display } from "./display.ts";
import type { Door } from "./door.ts";
import type { CommonArguments } from "./options.ts";
import { makeOutput } from "./output.ts";
import { environmentSecrets } from "./environment-secrets.ts";

export interface OpenSession extends Session {
  readonly options: CommonArguments;
  /** What the command shows now. */
  readonly display: Display | undefined;
  readonly cacheDir: () => Promise<string>;
  /** Takes the display down and writes what was held back. */
  readonly close: () => void;
}

export function openSession(
  door: Door,
  redactor: Redactor,
  options: CommonArguments,
  signal: AbortSignal,
): OpenSession {
  const out = makeOutput(door.stdout, redactor, door, options);
  const err = makeOutput(door.stderr, redactor, door, { color: options.color });
  let display: Display | undefined;
  const cacheDir = () =>
    options["cache-dir"] === undefined
      ? door.defaultCacheDir()
      : Promise.resolve(resolve(door.workingFolder, options["cache-dir"]));
  return {
    door,
    redactor,
    options,
    out,
    err,
    signal,
    cacheDir,
    json: (body) => out.write(jsonLine(redactor.data(body), door.now())),
    get display() {
      return display;
    },
    show: (shown) => (display = shown),
    surroundings: async (tell): Promise<Surroundings> => ({
      env: options.engine === undefined ? door.env : { ...door.env, WHEELWAY_ENGINE: options.engine },
      cacheDir: await cacheDir(),
      tell,
      signal,
      secrets: environmentSecrets(door.env, redactor),
      now: door.now,
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    }),
    close: () => {
      display?.end();
      out.flush();
      err.flush();
    },
  };
}
