/** Turns finished tasks into artifact records: which file, which targets, which tests. */

import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { ArtifactRecord, TestRecord, UntestedRecord } from "../artifacts/record.ts";
import type { RefusedArchive } from "../checks/check.ts";
import { sdistTask } from "../recipes/context.ts";
import { wheelTaskId } from "../recipes/wheel.ts";
import type { Done } from "../schedule/run-tasks.ts";
import { wheelTags } from "../tags/wheel-name.ts";
import type { ReadFile } from "./early-look.ts";
import type { Ran } from "./run-plan.ts";
import { readArtifact } from "./verify-folder.ts";

/** One artifact with the path of its file on this side. */
export interface Collected {
  readonly path: string;
  readonly artifact: Wheel | Sdist;
  readonly record: ArtifactRecord;
  /** Ids of the tasks that must have passed for it to be good. */
  readonly tasks: readonly string[];
}

export interface Collection {
  readonly artifacts: readonly Collected[];
  /** Archives that were refused before anything in them was believed: each is a finding. */
  readonly refused: readonly RefusedArchive[];
}

/** The sdist first, then the wheels in the order of the targets. */
export async function collect<Tree>(
  ran: Ran<Tree>,
  givenSdist: string | undefined,
  readFile: ReadFile = (path) => readArtifact(path, basename(path)),
): Promise<Collection> {
  const builders = [...new Set(ran.plan.targets.map(({ id, builtBy }) => builtBy ?? id))];
  const read = [await collectSdist(ran, givenSdist, readFile)];
  for (const builder of builders) read.push(await collectWheel(ran, builder, readFile));
  const found = read.filter((one) => one !== undefined);
  return {
    artifacts: found.flatMap((one) => ("record" in one ? [one] : [])),
    refused: found.flatMap((one) => ("record" in one ? [] : [one])),
  };
}

type Found = Collected | RefusedArchive | undefined;

async function collectSdist<Tree>(
  ran: Ran<Tree>,
  given: string | undefined,
  readFile: ReadFile,
): Promise<Found> {
  const path = given ?? (await onlyFile(ran.files.get(sdistTask), ".tar.gz"));
  if (path === undefined) return undefined;
  const sdist = await readFile(path);
  if (sdist.kind === "refused") return sdist;
  const tests = [...ran.results.values()].filter(({ task }) => task.id.startsWith("test:sdist:"));
  return {
    path,
    artifact: sdist,
    record: {
      file: basename(path),
      kind: "sdist",
      sha256: sdist.sha256,
      size: sdist.size,
      tags: [],
      targets: [],
      tests: tests.flatMap((done) => testRecords(done, done.task.id.slice("test:sdist:".length))),
      untested: [],
    },
    tasks: [...(given === undefined ? [sdistTask] : []), ...tests.map(({ task }) => task.id)],
  };
}

async function collectWheel<Tree>(ran: Ran<Tree>, builder: string, readFile: ReadFile): Promise<Found> {
  const path = await onlyFile(ran.files.get(wheelTaskId(builder)), ".whl");
  if (path === undefined) return undefined;
  const wheel = await readFile(path);
  if (wheel.kind !== "wheel") return wheel.kind === "refused" ? wheel : undefined;
  const served = ran.plan.targets.filter(({ id, builtBy }) => (builtBy ?? id) === builder);
  const tests = served.flatMap(({ tests }) => tests.flatMap((id) => ran.results.get(id) ?? []));
  const untested = served.flatMap(({ id, untested }): UntestedRecord[] =>
    untested === undefined ? [] : [{ target: id, reason: untested }],
  );
  return {
    path,
    artifact: wheel,
    record: {
      file: basename(path),
      kind: "wheel",
      sha256: wheel.sha256,
      size: wheel.size,
      tags: wheelTags(wheel.name),
      targets: served.map(({ id }) => id),
      tests: tests.flatMap((done) => testRecords(done, done.task.target ?? builder)),
      untested,
    },
    tasks: [wheelTaskId(builder), ...tests.map(({ task }) => task.id)],
  };
}

/** The checks of a test task by name; what came before them (the installation) counts only where it failed. */
function testRecords<Tree>(done: Done<Tree>, target: string): TestRecord[] {
  if (done.state === "skipped" || done.state === "impossible") {
    return [{ name: "all tests", verdict: "skipped", target, python: "" }];
  }
  const checks = new Set(done.task.commands.filter((command) => command.check).map(({ name }) => name));
  const { commands, interpreter } = done.outcome.result;
  const suffix = /:(lowest-direct)$/.exec(done.task.id)?.[1];
  return commands
    .filter(({ name, verdict }) => checks.has(name) || verdict === "failed" || verdict === "timeout")
    .map(({ name, verdict }) => ({
      name: (checks.has(name) ? name.replace(/^smoke: /, "") : name) + (suffix ? ` (${suffix})` : ""),
      verdict,
      target,
      python: interpreter.split(" (")[0] ?? interpreter,
    }));
}

async function onlyFile(folder: string | undefined, end: string): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const [file] = (await readdir(folder)).filter((name) => name.endsWith(end)).sort();
  return file === undefined ? undefined : join(folder, file);
}
