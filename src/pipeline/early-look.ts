/** Reads and audits finished artifacts while their tests still run; the end of the run asks for the same, and has it at once. */

import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import type { TaskId } from "../plan/task.ts";
import type { AuditedFile } from "./audit.ts";
import type { Audited } from "./audit-answer.ts";
import { isSdist, isWheel, readArtifact } from "./verify-folder.ts";

type Read = ReturnType<typeof readArtifact>;
/** Reads a finished artifact. */
export type ReadFile = (path: string) => Read;

export class EarlyLook {
  private readonly now: (files: readonly AuditedFile[]) => Promise<Audited>;
  private readonly reads = new Map<string, Read>();
  private readonly audits = new Map<string, Promise<Audited>>();

  constructor(now: (files: readonly AuditedFile[]) => Promise<Audited>) {
    this.now = now;
  }

  /** Each file once; its name and content do not change any more. */
  readonly read: ReadFile = (path) => {
    const read = this.reads.get(path) ?? readArtifact(path, basename(path));
    this.reads.set(path, read);
    return read;
  };

  /** The same files are audited once, in whatever order. */
  readonly audit = (files: readonly AuditedFile[]): Promise<Audited> => {
    const key = JSON.stringify(files.map(({ path, sha256 }) => [path, sha256]).sort());
    const audited = this.audits.get(key) ?? this.now(files);
    this.audits.set(key, audited);
    return audited;
  };

  /** Begins where nothing is missing. @param folders task -> the folder that holds its one artifact */
  async begin({ tasks }: Pick<Plan, "tasks">, folders: ReadonlyMap<TaskId, string>): Promise<void> {
    const archives = tasks.filter(({ kind }) => kind === "wheel" || kind === "sdist");
    const there = archives.flatMap(({ id }) => folders.get(id) ?? []);
    // What fails here fails again, and is told, where it is asked for.
    if (there.length === archives.length) await this.look(there).catch(() => undefined);
  }

  private async look(folders: readonly string[]): Promise<void> {
    const files: AuditedFile[] = [];
    for (const folder of folders) {
      const names = await readdir(folder);
      for (const name of names.filter((one) => isWheel(one) || isSdist(one))) {
        const path = join(folder, name);
        const artifact = await this.read(path);
        if (artifact.kind !== "refused") files.push({ path, sha256: artifact.sha256 });
      }
    }
    await this.audit(files);
  }
}
