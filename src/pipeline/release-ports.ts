/** The real services of a release: indexes with their credentials, verify, and an installation. */

import { setTimeout as sleep } from "node:timers/promises";
import { findCredential } from "../clients/credentials.ts";
import { httpClient } from "../clients/http.ts";
import { legacyUploadIndex } from "../clients/legacy-upload.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import type { TestOptions } from "../config/config.ts";
import type { IndexSettings, ReleaseSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import type { Clock } from "../release/perform.ts";
import { packageIndexes } from "../services.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { tryInstall } from "./try-install.ts";
import { verify } from "./verify.ts";

export interface PortsRequest {
  readonly settings: ReleaseSettings;
  /** Of the project, where it is known: its smoke tests prove what is installed from an index. */
  readonly test: Pick<TestOptions, "smoke" | "requires"> | undefined;
  /** File names of the set. */
  readonly files: readonly string[];
  /** Folder of the project, for its levels of checks. */
  readonly projectFolder: string;
}

export function releasePorts(request: PortsRequest, surroundings: ReleaseSurroundings): ReleasePorts {
  const { settings, test, files, projectFolder } = request;
  const index = (of: IndexSettings | undefined) => of && uploadIndex(of, surroundings);
  return {
    repository: undefined,
    forge: undefined,
    index: index(settings.index),
    testIndex: index(settings.testIndex),
    registries: settings.registries.map((registry) => uploadIndex(registry, surroundings)),
    identity: undefined,
    signer: undefined,
    notifiers: [],
    ask: surroundings.ask,
    build: () => Promise.reject(new TypeError("a folder that is published is not built")),
    command: () => Promise.reject(new TypeError("a folder that is published runs no commands")),
    verify: async (dist) => (await verify(verifyRequest(dist, projectFolder), surroundings)).findings,
    tryInstall: async ({ index: { name }, project, version }) => {
      const of = [settings.index, settings.testIndex, ...settings.registries].find(
        (one) => one?.name === name,
      );
      const what = {
        index: name,
        simple: of?.simple ?? "",
        project,
        version,
        smoke: test?.smoke ?? [],
        requires: test?.requires ?? [],
      };
      return tryInstall(what, files, surroundings);
    },
  };
}

function uploadIndex(settings: IndexSettings, surroundings: ReleaseSurroundings): UploadIndex {
  const { env, keepSecret } = surroundings;
  return legacyUploadIndex({
    ...settings,
    http: httpClient(),
    credential: async (signal) => {
      const home = env["HOME"] ?? env["USERPROFILE"] ?? "";
      const search = { ...settings, env, home, keyring: undefined, trusted: undefined };
      const credential = await findCredential(search, signal);
      keepSecret(credential.password);
      return credential;
    },
  });
}

function verifyRequest(dist: string, folder: string) {
  const { pypi, testpypi } = packageIndexes;
  return {
    source: dist,
    previous: undefined,
    contract: undefined,
    project: undefined,
    workingFolder: folder,
    indexes: {
      pypi: { name: "pypi", simple: pypi.simple },
      testpypi: { name: "testpypi", simple: testpypi.simple },
    },
    tools: false,
    forRelease: true,
    strict: false,
  };
}

export function realClock(now: () => Date): Clock {
  return {
    now: () => now().getTime(),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    },
    random: Math.random,
  };
}
