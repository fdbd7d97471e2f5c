/** The files of two builds: brought to this side, compared, and where they differ. */

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { differencesOf, memberOf, type Differences } from "../artifacts/archive-difference.ts";
import { contentDifference, type ContentDifference } from "../artifacts/content-difference.ts";
import { sha256File } from "../artifacts/digest.ts";
import { memberContent } from "../artifacts/member-content.ts";
import { readSdist } from "../artifacts/sdist.ts";
import { readWheel } from "../artifacts/wheel.ts";
import type { Backend } from "../backends/backend.ts";
import type { TaskSurroundings } from "../driver/protocol.ts";
import type { Done } from "../schedule/run-tasks.ts";

/** A second build that ended well: its file, and what it ran in. */
export interface Rebuilt {
  readonly path: string;
  readonly surroundings: TaskSurroundings | undefined;
}

interface Failed {
  /** One sentence. */
  readonly failed: string;
  /** Path of the kept log. */
  readonly log: string | undefined;
}

/** How many bytes of a differing member are looked at. */
const mostContent = 16 * 1024 * 1024;

/** Exports what a second build gave; of a failed one, keeps the log. */
export async function bring<Tree>(
  { backend, scratch, logs }: { backend: Backend<Tree>; scratch: string; logs: string },
  done: Done<Tree>,
): Promise<Rebuilt | Failed> {
  if (done.state === "impossible") return { failed: done.error.message, log: undefined };
  if (done.state === "skipped") return { failed: `it was not run: ${done.because}`, log: undefined };
  const { failure, surroundings } = done.outcome.result;
  const tree = done.outcome.outputs["wheel"] ?? done.outcome.outputs["sdist"];
  if (failure || tree === undefined) {
    const log = join(logs, `${done.task.id.replace(/[^\w.-]+/g, "_")}.log`);
    await mkdir(logs, { recursive: true });
    await writeFile(log, await done.outcome.log());
    return { failed: failure ? `${failure.command}: ${failure.message}` : "it failed", log };
  }
  const folder = join(scratch, "again", encodeURIComponent(done.task.id));
  await mkdir(join(scratch, "again"), { recursive: true });
  await backend.exportTree(tree, folder);
  const path = await fileIn(folder);
  return path === undefined ? { failed: "it gave no file", log: undefined } : { path, surroundings };
}

/** The wheel or sdist of a folder. */
export async function fileIn(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const [file] = (await readdir(folder)).filter((name) => /\.(whl|tar\.gz)$/.test(name));
  return file === undefined ? undefined : join(folder, file);
}

export async function isSame(first: string, second: string): Promise<boolean> {
  return basename(first) === basename(second) && (await sha256File(first)) === (await sha256File(second));
}

/** For two files that are not the same. */
export async function difference(
  first: Rebuilt,
  second: Rebuilt,
): Promise<{ differences: Differences | undefined; content: ContentDifference | undefined }> {
  if (basename(first.path) !== basename(second.path)) return { differences: undefined, content: undefined };
  const read = (path: string) => (path.endsWith(".whl") ? readWheel(path) : readSdist(path));
  const [one, two] = [await read(first.path), await read(second.path)];
  const differences = differencesOf(one, two);
  const member = differences.first.kind === "content" ? memberOf(differences.first) : undefined;
  if (member === undefined) return { differences, content: undefined };
  const contents = [
    await memberContent(one, member, mostContent),
    await memberContent(two, member, mostContent),
  ] as const;
  const nothing = { path: "", "host-name": "", started: 0 };
  const ran = { first: first.surroundings ?? nothing, second: second.surroundings ?? nothing };
  return { differences, content: contentDifference(...contents, ran) };
}
