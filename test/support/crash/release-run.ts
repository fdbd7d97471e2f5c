/** One run of a release of a folder to two indexes: the real steps, journal, lock and clients; only time, verify and installing are not. */

import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { httpClient } from "../../../src/clients/http.ts";
import { legacyUploadIndex } from "../../../src/clients/legacy-upload.ts";
import type { UploadIndex } from "../../../src/clients/upload-index.ts";
import { withRelease, type OpenRelease, type ReleaseEvent } from "../../../src/release/open-release.ts";
import { runSteps, type StepEvent } from "../../../src/release/runner.ts";
import { plainRequest } from "../../../src/release/request.ts";
import type { Step } from "../../../src/release/step.ts";
import { approve } from "../../../src/release/steps/approve.ts";
import { finish } from "../../../src/release/steps/finish.ts";
import { publishIndex } from "../../../src/release/steps/publish-index.ts";
import { publishTestpypi } from "../../../src/release/steps/publish-testpypi.ts";
import { verifyArtifacts } from "../../../src/release/steps/verify-artifacts.ts";
import { verifyIndex } from "../../../src/release/steps/verify-index.ts";
import { verifyTestpypi } from "../../../src/release/steps/verify-testpypi.ts";
import { takeSet } from "../../../src/release/take-set.ts";

/** Everything in it is data, so that another process can be told. */
export interface ReleaseRun {
  /** The release's folder. */
  readonly folder: string;
  readonly dist: string;
  readonly indexes: Readonly<
    Record<"pypi" | "testpypi", { readonly upload: string; readonly simple: string }>
  >;
  /** Milliseconds since 1970, at which this run begins. */
  readonly begins: number;
  readonly yes: boolean;
  /** Ends after this step. */
  readonly stopAfter?: string;
  /** Waits, where it would install, until this file is there. */
  readonly waitFor?: string;
}

export const publishSteps: readonly Step[] = [
  verifyArtifacts,
  approve,
  publishTestpypi,
  verifyTestpypi,
  publishIndex,
  verifyIndex,
  finish,
];

export async function runRelease(
  run: ReleaseRun,
  tell: (event: ReleaseEvent | StepEvent) => void = () => undefined,
): Promise<void> {
  await withRelease(openFor(run, tell), async (release) => {
    await takeSet(release, run.dist);
    const last = publishSteps.findIndex(({ id }) => id === run.stopAfter);
    await runSteps(last === -1 ? publishSteps : publishSteps.slice(0, last + 1), release, tell);
  });
}

export function openFor(run: ReleaseRun, tell: (event: ReleaseEvent) => void = () => undefined): OpenRelease {
  let time = run.begins;
  const open = {
    folder: run.folder,
    projectFolder: run.dist,
    project: "demo",
    version: "1.0",
    request: {
      ...plainRequest,
      command: "publish",
      version: { kind: "given" },
      yes: run.yes,
      unattended: true,
      by: "Test",
    },
    settings: {
      tagFormat: "v{version}",
      approval: "person",
      prereleasesStop: false,
    } as OpenRelease["settings"],
    ports: {
      repository: undefined,
      forge: undefined,
      index: client("pypi", run),
      testIndex: client("testpypi", run),
      registries: [],
      identity: undefined,
      signer: undefined,
      notifiers: [],
      ask: undefined,
      build: () => Promise.reject(new TypeError("nothing is built")),
      command: () => Promise.reject(new TypeError("no commands")),
      verify: () => Promise.resolve([]),
      tryInstall: () => installed(run),
    },
    clock: {
      now: () => time,
      sleep: (ms: number) => {
        time += ms;
        return Promise.resolve();
      },
      random: () => 0.5,
    },
    signal: new AbortController().signal,
    tell,
    redact: <T>(data: T) => data,
  };
  // A folder that is published needs none of the ports and settings of a checkout.
  return open as unknown as OpenRelease;
}

function client(name: "pypi" | "testpypi", { indexes }: ReleaseRun): UploadIndex {
  const credential = { user: "__token__", password: "secret", from: "test", trusted: false };
  return legacyUploadIndex({
    name,
    ...indexes[name],
    page: `https://${name}.example/project/{project}/{version}/`,
    http: httpClient({ attempts: 2, pauseMs: 10 }),
    credential: () => Promise.resolve(credential),
  });
}

async function installed({ waitFor }: ReleaseRun): Promise<{ ok: boolean; why: string }> {
  while (waitFor !== undefined && !existsSync(waitFor)) await sleep(20);
  return { ok: true, why: "" };
}
