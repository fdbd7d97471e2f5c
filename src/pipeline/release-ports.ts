/** The real services of a release: indexes with their credentials, verify, and an installation. */

import { setTimeout as sleep } from "node:timers/promises";
import { runHostCommand } from "../backends/host-command.ts";
import { forgeOf } from "../clients/forge-of.ts";
import { notifiersOf } from "../clients/notifiers-of.ts";
import type { Repository } from "../clients/repository.ts";
import type { TestOptions } from "../config/config.ts";
import type { IndexSettings, ReleaseSettings } from "../config/release-settings.ts";
import { WheelwayError } from "../errors.ts";
import type { BuiltDist, ReleasePorts } from "../release/ports.ts";
import type { Clock } from "../release/perform.ts";
import { eventLines } from "../report/terminal-lines.ts";
import { plainStyle } from "../report/terminal-style.ts";
import { packageIndexes } from "../services.ts";
import { build } from "./build.ts";
import { attestedPort } from "./release-attested.ts";
import { releaseIndex } from "./release-index.ts";
import { releaseSigner, whoWeAre } from "./release-signer.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { takeBuilt } from "./take-built.ts";
import { tryInstall } from "./try-install.ts";
import { verify } from "./verify.ts";

export interface PortsRequest {
  readonly settings: ReleaseSettings;
  /** Of the project, where it is known: its smoke tests prove what is installed from an index. */
  readonly test: Pick<TestOptions, "smoke" | "requires"> | undefined;
  /** Folder of the project, for its levels of checks. */
  readonly projectFolder: string;
  readonly repository?: Repository;
  /** Of the git remote: it tells the forge. */
  readonly remoteAddress?: string | undefined;
  /** Is the forge asked although there is no checkout to write to? */
  readonly withForge?: boolean;
  readonly backend?: "auto" | "dagger" | "host" | undefined;
  /** Absolute path of a folder that takes the place of a build. */
  readonly artifacts?: string | undefined;
}

export function releasePorts(request: PortsRequest, surroundings: ReleaseSurroundings): ReleasePorts {
  const ports = realPorts(request, surroundings);
  return surroundings.instead?.ports(ports) ?? ports;
}

function realPorts(request: PortsRequest, surroundings: ReleaseSurroundings): ReleasePorts {
  const { settings, test, projectFolder } = request;
  const { identity, ask } = whoWeAre(surroundings);
  const index = (of: IndexSettings | undefined) => of && releaseIndex(of, surroundings, identity, ask);
  return {
    repository: request.repository,
    forge: forgeFor(request, surroundings),
    index: index(settings.index),
    testIndex: index(settings.testIndex),
    registries: settings.registries.map((registry) => releaseIndex(registry, surroundings, identity, ask)),
    ...releaseSigner(settings, surroundings, identity),
    attested: attestedPort(settings, surroundings, projectFolder),
    notifiers: notifiersOf(settings.notify, surroundings),
    ask: surroundings.ask,
    build: async (project, dist, _, print) => {
      const { artifacts, repository } = request;
      if (artifacts === undefined || !repository)
        return buildDist(project, dist, request.backend, alsoTo(print, surroundings));
      return takeBuilt(artifacts, (await repository.head()).commit);
    },
    command: (command, folder, signal, print) =>
      runHostCommand({
        command,
        folder,
        env: withoutWebhooks(surroundings.env, settings),
        signal,
        output: (text) => {
          surroundings.output(text);
          print(text);
        },
      }),
    verify: async (dist) => (await verify(verifyRequest(dist, projectFolder), surroundings)).findings,
    tryInstall: async ({ index: { name }, project, version, files }) => {
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

/** Their addresses are secrets, whatever the variables are named. */
function withoutWebhooks(env: ReleaseSurroundings["env"], { notify }: ReleaseSettings) {
  const hooks = new Set(notify.map(({ urlFrom }) => urlFrom));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hooks.has(name)));
}

/** A folder of artifacts belongs to no release of a forge. */
function forgeFor(request: PortsRequest, surroundings: ReleaseSurroundings) {
  const { settings, repository, remoteAddress, withForge = repository !== undefined } = request;
  if (!withForge) return undefined;
  const { env, keepSecret, now } = surroundings;
  return forgeOf(settings, remoteAddress, { env, keepSecret, now: () => now().getTime() });
}

/** What goes on in a build, as plain lines. */
function alsoTo(print: (text: string) => void, surroundings: ReleaseSurroundings): ReleaseSurroundings {
  const began = surroundings.now().getTime();
  const seconds = () => (surroundings.now().getTime() - began) / 1000;
  return {
    ...surroundings,
    tell: (event) => {
      surroundings.tell(event);
      for (const line of eventLines(event, seconds(), { verbose: false }, plainStyle)) print(`${line}\n`);
    },
  };
}

async function buildDist(
  project: string,
  dist: string,
  backend: PortsRequest["backend"],
  surroundings: ReleaseSurroundings,
): Promise<BuiltDist> {
  const only = undefined;
  const request = {
    project,
    dist,
    only,
    backend,
    locked: false,
    failFast: false,
    force: true,
    keepLock: true,
    forRelease: true,
  };
  const { record, folder, manifestDigest } = await build(request, surroundings);
  if (record.verdict === "passed" && manifestDigest !== undefined) return { folder, manifestDigest };
  const errors = record.findings.filter(({ severity }) => severity === "error");
  const why = [
    ...record.failures.map(({ message }) => message),
    ...errors.map(({ code, message }) => `${code} ${message}`),
  ];
  throw new WheelwayError("targets-failed", {
    message: "the artifacts are not good",
    why: why.slice(0, 20).join("\n"),
    next: "wheelway build shows it whole, and mends nothing that is released: nothing has left this machine.",
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

export function clockOf({ instead, now }: Pick<ReleaseSurroundings, "instead" | "now">): Clock {
  return instead?.clock ?? realClock(now);
}

function realClock(now: () => Date): Clock {
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
