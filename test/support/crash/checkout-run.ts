/** One run of `release` from a checkout: the real use case with git, forge and indexes; only building, verifying, installing and time are not. */

import { cpSync } from "node:fs";
import { release } from "../../../src/pipeline/release.ts";
import type { ReleaseSurroundings } from "../../../src/pipeline/release-surroundings.ts";
import { plainRequest, type ReleaseRequest } from "../../../src/release/request.ts";
import type { BuiltDist } from "../../../src/release/ports.ts";

/** Everything in it is data, so that another process can be told. */
export interface CheckoutRun {
  readonly checkout: string;
  readonly cacheDir: string;
  /** What building it gives. */
  readonly built: string;
  readonly manifestDigest: string;
  /** Milliseconds since 1970, at which this run begins. */
  readonly begins: number;
  readonly env: Readonly<Record<string, string>>;
  /** Default true. */
  readonly yes?: boolean;
}

/** A release of 1.0 that nobody is asked about. */
export const checkoutRequest: ReleaseRequest = {
  ...plainRequest,
  command: "release",
  version: { kind: "exact", version: "1.0" },
  yes: true,
  unattended: true,
  by: "Test",
};

export async function runCheckout(run: CheckoutRun): Promise<void> {
  const request = { ...checkoutRequest, yes: run.yes ?? true };
  const command = { project: run.checkout, request, plan: false, backend: undefined };
  await release(command, surroundingsOf(run));
}

export function surroundingsOf(run: CheckoutRun): ReleaseSurroundings {
  let time = run.begins;
  const build = (_project: string, dist: string): Promise<BuiltDist> => {
    cpSync(run.built, dist, { recursive: true });
    return Promise.resolve({ folder: dist, manifestDigest: run.manifestDigest });
  };
  return {
    env: run.env,
    cacheDir: run.cacheDir,
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: (name) => Promise.reject(new Error(`no secret ${name}`)),
    now: () => new Date(time),
    redact: (data) => data,
    keepSecret: () => undefined,
    ask: undefined,
    output: () => undefined,
    tellRelease: () => undefined,
    instead: {
      ports: (real) => ({
        ...real,
        build,
        verify: () => Promise.resolve([]),
        tryInstall: () => Promise.resolve({ ok: true, why: "" }),
      }),
      clock: {
        now: () => time,
        sleep: (ms) => {
          time += ms;
          return Promise.resolve();
        },
        random: () => 0.5,
      },
    },
  };
}
