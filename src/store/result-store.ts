/**
 * Results kept between runs, in a folder that several processes use at once: an entry appears by a rename and goes by a
 * removal, so that it is there whole or not at all, and no process waits for another.
 */

import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { TaskResult } from "../driver/protocol.ts";
import type { Task } from "../plan/task.ts";
import { DamagedEntry, readEntry, writeEntry, type EntryFile, type ReadEntry } from "./entry.ts";
import { pruneToSize } from "./prune.ts";
import { entryName, resultsFolder, tierFolder, unfinishedFolder } from "./places.ts";
import { syncFolder } from "./synced-file.ts";
import type { Access } from "./tier.ts";

export interface StoreOptions {
  /** Wheelway's own folder; results are below it. */
  readonly cacheDir: string;
  readonly access: Access;
  /** Bytes; what was not used for longest goes first. */
  readonly limit: number;
  /** Gets each trouble as one sentence; none of them stops a run. */
  readonly warn: (text: string) => void;
  readonly now: () => Date;
}

/** A result that was taken out. */
export interface Taken {
  readonly result: TaskResult;
  readonly log: string;
  /** ISO 8601. */
  readonly made: string;
  /** Output -> its file or folder on this side: copies of one's own. */
  readonly files: Readonly<Record<string, string>>;
}

export interface Wanted {
  readonly key: string;
  readonly kind: Task["kind"];
  /** Milliseconds; older results are not taken. Default: any age. */
  readonly maxAge?: number | undefined;
  /** What does not fit is taken for damaged. */
  readonly fits: (result: TaskResult) => boolean;
}

class TooOld extends Error {}

export class ResultStore {
  private readonly options: StoreOptions;
  private written = false;
  private silenced = false;

  constructor(options: StoreOptions) {
    this.options = options;
  }

  /** `to` is a folder that does not exist yet; it is made where the result has files. */
  async take(wanted: Wanted, to: string): Promise<Taken | undefined> {
    for (const tier of this.options.access.reads) {
      const path = join(tierFolder(this.options.cacheDir, tier), entryName(wanted));
      const taken = await this.takeFrom(path, wanted, to);
      if (taken) return taken;
    }
    return undefined;
  }

  /** Keeps a passed result; a failure of the disk is a warning, since the run has what it needs. */
  async put({ key, kind }: Pick<Wanted, "key" | "kind">, { result, log, files, made }: Taken): Promise<void> {
    const { cacheDir, access } = this.options;
    const listed = Object.keys(files).flatMap((output) =>
      (result.outputs[output] ?? []).map(({ path: name, sha256, size }) => ({ output, name, sha256, size })),
    );
    const part = join(unfinishedFolder(cacheDir), randomUUID());
    const folder = tierFolder(cacheDir, access.writes);
    try {
      await mkdir(unfinishedFolder(cacheDir), { recursive: true });
      await mkdir(folder, { recursive: true });
      const entry = { key, made, result, files: listed, log };
      await writeEntry(part, entry as Parameters<typeof writeEntry>[1], ({ output, name }) =>
        join(files[output] ?? "", name),
      );
      await rename(part, join(folder, entryName({ key, kind })));
      await syncFolder(folder);
      this.written = true;
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      this.complain(`${result.id} cannot be kept for later runs`, error);
    }
  }

  /** Takes a result out of every tier that is read, so that no run takes it again; a failure of the disk is a warning. */
  async remove(entry: Pick<Wanted, "key" | "kind">): Promise<void> {
    const { cacheDir, access } = this.options;
    for (const tier of access.reads) {
      const path = join(tierFolder(cacheDir, tier), entryName(entry));
      await rm(path, { force: true, recursive: true }).catch((error: unknown) =>
        this.complain(`a kept result (${entry.kind}) cannot be removed`, error),
      );
    }
  }

  /** To be called at the end of a run: brings the folder back to its limit. */
  async tidy(): Promise<void> {
    if (!this.written) return;
    const { cacheDir, limit, now } = this.options;
    await pruneToSize(resultsFolder(cacheDir), limit, now()).catch((error: unknown) =>
      this.complain("the result store cannot be made smaller", error),
    );
  }

  private async takeFrom(path: string, wanted: Wanted, to: string): Promise<Taken | undefined> {
    const place = async ({ output, name }: EntryFile) => {
      const folder = name === "" ? to : join(to, output);
      await mkdir(folder, { recursive: true });
      return name === "" ? join(to, output) : join(folder, name);
    };
    try {
      const { maxAge } = wanted;
      const found = await stat(path);
      if (!found.isFile()) throw new DamagedEntry("it is no file");
      const read = await readEntry(path, place);
      checkFit(read, wanted);
      const age = this.options.now().getTime() - Date.parse(read.header.made);
      if (maxAge !== undefined && (age > maxAge || age < -maxAge)) throw new TooOld();
      // The time of last use; a folder that cannot be written has no order, and that is all.
      await utimes(path, this.options.now(), this.options.now()).catch(() => undefined);
      return taken(read, to);
    } catch (error) {
      await rm(to, { recursive: true, force: true });
      if (error instanceof TooOld) return undefined;
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      if (error instanceof DamagedEntry) {
        await rm(path, { force: true, recursive: true }).catch(() => undefined);
        this.options.warn(
          `a kept result (${wanted.kind}, ${wanted.key.slice(0, 12)}) is damaged: ${error.message}; it is removed and made anew`,
        );
      } else this.complain(`a kept result (${wanted.kind}) cannot be read`, error);
      return undefined;
    }
  }

  /** Once: where one result cannot be kept, the next cannot either. */
  private complain(what: string, error: unknown): void {
    if (this.silenced) return;
    this.silenced = true;
    this.options.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkFit({ header }: ReadEntry, { key, fits }: Wanted): void {
  if (header.key !== key) throw new DamagedEntry("it is the result of another task");
  if (!fits(header.result)) throw new DamagedEntry("it tells of other commands");
  for (const { output, name, sha256, size } of header.files) {
    const told = header.result.outputs[output]?.find(({ path }) => path === name);
    if (told?.sha256 !== sha256 || told.size !== size)
      throw new DamagedEntry(`${name || output} is not among its outputs`);
  }
}

function taken({ header, log }: ReadEntry, to: string): Taken {
  const files = header.files.map(({ output }) => [output, join(to, output)] as const);
  return { result: header.result, log, made: header.made, files: Object.fromEntries(files) };
}
