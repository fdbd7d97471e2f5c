/** A release of two artifacts and their manifest that goes to a forge, with time as a value; each run is like a new process. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { formatManifest, makeManifest } from "../../../src/artifacts/manifest.ts";
import { forgeOf } from "../../../src/clients/forge-of.ts";
import type { Forge } from "../../../src/clients/forge.ts";
import { httpClient } from "../../../src/clients/http.ts";
import type { UploadIndex } from "../../../src/clients/upload-index.ts";
import { WheelwayError } from "../../../src/errors.ts";
import { readDistSet } from "../../../src/release/dist-set.ts";
import type { FactValue } from "../../../src/release/facts.ts";
import { withRelease, type OpenRelease } from "../../../src/release/open-release.ts";
import { plainRequest } from "../../../src/release/request.ts";
import { runSteps } from "../../../src/release/runner.ts";
import type { Release, Step } from "../../../src/release/step.ts";
import { draftRelease } from "../../../src/release/steps/draft-release.ts";
import { publishRelease } from "../../../src/release/steps/publish-release.ts";
import { temporaryFolder } from "../archives.ts";
import { buildRecord, bytesOf } from "../build-record.ts";
import type { ForgeFault } from "./faults.ts";
import type { ForgeRules } from "./releases.ts";
import { startFakeForge, type FakeForge } from "./server.ts";

export const tag = "v1.0";
export const commit = "1".repeat(40);

export interface ForgeRun {
  readonly steps?: readonly Step[];
  readonly request?: Partial<OpenRelease["request"]>;
  readonly settings?: Partial<OpenRelease["settings"]>;
  readonly origin?: FactValue<"origin">;
  readonly version?: string;
  readonly prerelease?: boolean;
  readonly notes?: string;
  /** Another journal: the machine was lost. */
  readonly machine?: string;
  readonly testIndex?: UploadIndex;
  readonly forge?: Forge;
  readonly commit?: string;
}

export interface ForgeRelease {
  readonly fake: FakeForge;
  readonly forge: Forge;
  readonly digest: string;
  /** Names of what the release must consist of. */
  readonly names: readonly string[];
  /** "done", or the code of the error. */
  readonly run: (run?: ForgeRun) => Promise<string>;
  readonly folderOf: (machine?: string) => string;
  readonly journal: (machine?: string) => string;
  readonly said: string[];
}

export interface ForgeWorldOptions {
  readonly faults?: readonly ForgeFault[];
  readonly rules?: Partial<ForgeRules>;
  readonly env?: Readonly<Record<string, string>>;
  /** That the forge takes. */
  readonly token?: string;
}

export async function forgeRelease(options: ForgeWorldOptions = {}): Promise<ForgeRelease> {
  const folder = temporaryFolder();
  let time = Date.parse("2026-11-21T12:00:00Z");
  const now = () => time;
  const { rules = {}, faults = [], env, token = "forge-secret" } = options;
  const fake = await startFakeForge({ folder: join(folder, "forge"), rules, token, now });
  onTestFinished(() => fake.close());
  fake.state.change({ tags: { [tag]: commit } });
  fake.faults.push(...faults);
  const manifest = formatManifest(makeManifest(buildRecord()));
  const forge = clientOf(fake, env ?? { GH_TOKEN: fake.token }, now);
  const folderOf = (machine = "first") => join(folder, machine);
  const said: string[] = [];
  const open = (run: ForgeRun): OpenRelease => {
    const release = folderOf(run.machine);
    writeDist(join(release, "dist"), manifest);
    return openRelease(run, forge, release, said, {
      now,
      random: () => 0.5,
      sleep: (ms: number) => {
        time += ms;
        return Promise.resolve();
      },
    });
  };
  const run = async (given: ForgeRun = {}) => {
    try {
      await withRelease(open(given), async (release) => {
        await learn(release, given);
        await runSteps(given.steps ?? [draftRelease, publishRelease], release, () => undefined);
      });
      return "done";
    } catch (error) {
      if (error instanceof WheelwayError) return error.code;
      throw error;
    }
  };
  open({});
  const { digest } = await readDistSet(join(folderOf(), "dist"));
  const names = [...Object.keys(bytesOf), "manifest.json"].sort();
  const journal = (machine?: string) => readFileSync(join(folderOf(machine), "journal.jsonl"), "utf8");
  return { fake, forge, digest, names, run, folderOf, journal, said };
}

export function clientOf(fake: FakeForge, env: Readonly<Record<string, string>>, now: () => number): Forge {
  const settings = { forge: "github" as const, forgeApi: fake.api, forgeProject: fake.project };
  const http = httpClient({ attempts: 2, pauseMs: 5, timeoutMs: 2000 });
  const found = forgeOf(settings, undefined, {
    env,
    keepSecret: () => undefined,
    now,
    http,
    answerWithinMs: 300,
  });
  if (!found) throw new Error("no forge");
  return found;
}

function writeDist(dist: string, manifest: string): void {
  mkdirSync(dist, { recursive: true });
  for (const [file, bytes] of Object.entries(bytesOf)) writeFileSync(join(dist, file), bytes);
  writeFileSync(join(dist, "manifest.json"), manifest);
}

async function learn(release: Release, run: ForgeRun): Promise<void> {
  const { digest, files } = await readDistSet(join(release.folder, "dist"));
  const { origin = { kind: "checkout" as const, writesRefs: true }, prerelease = false } = run;
  await release.learn("origin", origin);
  const version = { project: "demo", version: "1.0", tag, before: null, prerelease };
  await release.learn("version", version);
  await release.learn("notes", { text: run.notes ?? "### Added\n\n- Everything." });
  await release.learn("commit", { commit: run.commit ?? commit, tag });
  await release.learn("manifest", { digest, files: [...files] });
  await release.journal.append({ type: "approved", manifest: digest, by: "Test", how: "person", note: "" });
}

function openRelease(
  run: ForgeRun,
  forge: Forge,
  folder: string,
  said: string[],
  clock: OpenRelease["clock"],
): OpenRelease {
  const open = {
    folder,
    projectFolder: folder,
    project: "demo",
    version: "1.0",
    request: {
      ...plainRequest,
      command: "release",
      version: { kind: "given" },
      yes: true,
      unattended: true,
      by: "Test",
      ...run.request,
    },
    settings: { tagFormat: "v{version}", approval: "person", dispatch: undefined, ...run.settings },
    ports: { forge: run.forge ?? forge, index: undefined, testIndex: run.testIndex, registries: [] },
    clock,
    signal: new AbortController().signal,
    tell: (event: Parameters<OpenRelease["tell"]>[0]) => {
      if (event.type === "said") said.push(event.text);
    },
    redact: <T>(data: T) => data,
  };
  // These steps need nothing of the other ports and settings.
  return open as unknown as OpenRelease;
}
