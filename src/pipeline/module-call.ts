/** One call of a function of the Dagger module: its folders, the project, the backend, and errors that people can read. */

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { gitInEngine } from "../backends/dagger-git.ts";
import { openDagger, type DaggerOptions } from "../backends/dagger.ts";
import { WheelwayError } from "../errors.ts";
import { errorLines } from "../report/terminal-error.ts";
import { makeStyle } from "../report/terminal-style.ts";
import { summaryLines } from "../report/terminal-summary.ts";
import type { Tier } from "../store/tier.ts";
import type { BuildReport } from "./build-report.ts";
import { backendOptions, type Opened } from "./open-backend.ts";
import { loadProject, type Project } from "./project.ts";
import type { StoreUse } from "./store-use.ts";
import type { BuildRequest, ProjectRequest, Surroundings } from "./surroundings.ts";

export type Client = NonNullable<DaggerOptions["client"]>;

/** A folder of the engine. */
export type Source = Parameters<typeof gitInEngine>[1];

/** A folder or a file of the engine. */
export interface Exported {
  export(path: string): Promise<unknown>;
}

/** Plain text: it is read in the engine's output or in a file. */
export const moduleStyle = makeStyle({ color: false, unicode: true, columns: undefined });

export interface ModuleCall<Tree> {
  readonly project: Project;
  readonly opened: Opened<Tree>;
  readonly surroundings: Surroundings;
  /** A path of this call's own, below the module's working folder. */
  readonly path: (name: string) => string;
  /** Writes a folder or a file of the engine below the working folder; its path. */
  readonly receive: (from: Exported, name: string) => Promise<string>;
  /** Writes results of earlier builds where a build looks for them; whether there are any. */
  readonly receiveStore: (store: Source | undefined) => Promise<StoreUse>;
  readonly request: (only: readonly string[]) => ProjectRequest;
  readonly build: (only: readonly string[], locked: boolean) => BuildRequest;
}

/** Where the project is: a folder or a git address. */
export interface ModulePlace {
  readonly client: Client;
  readonly source: Source | undefined;
  readonly git?: { tree(options: { depth: number; includeTags: boolean }): Source } | undefined;
}

export interface ModuleProject extends ModulePlace {
  /** Part of the compiler cache that is read and written; default: none. */
  readonly compilerCache?: Tier | undefined;
}

/** Throws "usage-invalid". */
function sourceOf({ source, git }: ModulePlace): Source {
  // A version may come from any commit and tag before this one.
  if (source === undefined && git !== undefined) return git.tree({ depth: 0, includeTags: true });
  if (source !== undefined && git === undefined) return source;
  throw new WheelwayError("usage-invalid", {
    message: source ? "--source and --git cannot be given together" : "no project is given",
    next: "Give --source=. for the folder you are in, or --git for a git address.",
  });
}

/** `asked` may refuse what was asked for. Throws an Error whose message is the whole text that people see. */
export async function inModule<Result>(
  asked: () => ModuleProject,
  use: (call: ModuleCall<unknown>) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(await makeCall(asked()));
  } catch (error) {
    throw readable(error);
  }
}

/** An error of Wheelway as an Error whose message is the whole text that people see; any other as it is. */
export function readable(error: unknown): unknown {
  if (!(error instanceof WheelwayError)) return error;
  return new Error(errorLines(error, moduleStyle).join("\n"), { cause: error });
}

async function makeCall({ compilerCache, ...place }: ModuleProject): Promise<ModuleCall<unknown>> {
  const { client } = place;
  const source = sourceOf(place);
  // A container of its own for each call: the same paths each time, so that the engine knows what it has seen before.
  const folder = join(process.cwd(), "wheelway");
  await mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const receive = async (from: Exported, name: string) => {
    await from.export(path(name));
    return path(name);
  };
  const project = await loadProject(await receive(source, "project"), (config) =>
    gitInEngine(client, source, config),
  );
  const cacheDir = path("cache");
  const options = { ...backendOptions(project), client, cacheDir, env: {}, compilerCache };
  const opened = await openDagger(options, "it runs inside the engine");
  const request = (only: readonly string[], locked = false): ProjectRequest => ({
    project: project.path,
    only: only.length === 0 ? undefined : only,
    backend: "dagger",
    locked,
  });
  return {
    project,
    opened,
    surroundings: moduleSurroundings(cacheDir),
    path,
    receive,
    receiveStore: async (store) => {
      if (store === undefined) return "off";
      await mkdir(cacheDir, { recursive: true });
      await receive(store, "cache/results");
      return "use";
    },
    request,
    build: (only, locked) => ({
      ...request(only, locked),
      dist: path("dist"),
      failFast: false,
      force: false,
    }),
  };
}

/** The engine shows what runs: nothing is told beside it. */
export function moduleSurroundings(cacheDir: string): Surroundings {
  return {
    env: {},
    cacheDir,
    tell: () => undefined,
    signal: new AbortController().signal,
    secrets: (name) => Promise.reject(new TypeError(`the module was given no secret ${name}`)),
    now: () => new Date(),
  };
}

/** The folder of a run that is good. Throws an Error with the whole summary where it is not. */
export function goodFolder(report: BuildReport, of: "build" | "test"): string {
  if (report.record.verdict === "passed") return report.folder;
  const summary = summaryLines(report, moduleStyle, { of, shown: (path) => path });
  throw new Error(summary.join("\n"));
}
