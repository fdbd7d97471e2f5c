/** Digests of files of the machine (compilers, package databases), remembered as long as a file keeps its time and size. */

import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const memory = z.record(z.string(), z.object({ mtimeMs: z.number(), size: z.number(), sha256: z.string() }));
type Memory = z.infer<typeof memory>;

const missing = "missing";

export class FileDigests {
  private readonly file: string;
  private readonly cacheDir: string;
  private known: Promise<Memory> | undefined;
  private readonly fresh: Memory = {};
  private changed = false;

  constructor(cacheDir: string) {
    this.cacheDir = cacheDir;
    this.file = join(cacheDir, "digests.json");
  }

  /** Hex SHA-256 of a file's content, links resolved; a word of its own for what is not there or cannot be read. */
  of(path: string): Promise<string> {
    return this.told(path, (_path, content) => content);
  }

  /** Of what `choose` takes of the content. */
  async told(path: string, choose: (path: string, content: Buffer) => string | Buffer): Promise<string> {
    try {
      const real = await realpath(path);
      const { mtimeMs, size } = await stat(real);
      const before = (await (this.known ??= this.read()))[real];
      if (before?.mtimeMs === mtimeMs && before.size === size) {
        this.fresh[real] = before;
        return before.sha256;
      }
      const sha256 = createHash("sha256")
        .update(choose(real, await readFile(real)))
        .digest("hex");
      this.fresh[real] = { mtimeMs, size, sha256 };
      this.changed = true;
      return sha256;
    } catch {
      return missing;
    }
  }

  /** Without it the next run reads the files again, and that is all. */
  async remember(): Promise<void> {
    if (!this.changed) return;
    this.changed = false;
    const part = `${this.file}.${process.pid}.part`;
    try {
      await mkdir(this.cacheDir, { recursive: true });
      await writeFile(part, JSON.stringify({ ...(await this.known), ...this.fresh }));
      await rename(part, this.file);
    } catch {
      return;
    }
  }

  private async read(): Promise<Memory> {
    try {
      return memory.parse(JSON.parse(await readFile(this.file, "utf8")));
    } catch {
      return {};
    }
  }
}
