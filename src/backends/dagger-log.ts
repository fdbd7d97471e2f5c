/** What the `dagger` program prints while it works: kept in a file, and read for the commands that begin. */

import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createRedactor, type Redactor } from "../redact.ts";

/** A command of a task has begun; comes from the driver's own announcement. */
export type Announce = (task: string, command: string) => void;

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, "g");

/** The driver's line, as it is or as the plain progress shows it. */
export function announcement(line: string): { task: string; command: string } | undefined {
  const json = /^(?:.*\| )?@wheelway (\{.*\})\s*$/.exec(line.replace(escapes, ""))?.[1];
  if (json === undefined) return undefined;
  try {
    const { task, command } = JSON.parse(json) as { task?: unknown; command?: unknown };
    return typeof task === "string" && typeof command === "string" ? { task, command } : undefined;
  } catch {
    return undefined;
  }
}

export class EngineLog {
  /** Absolute path of the file; written anew by each session. */
  readonly path: string;
  private readonly listeners = new Set<Announce>();
  private readonly redactor: Redactor = createRedactor();

  constructor(folder: string) {
    this.path = join(folder, "dagger.log");
  }

  /** From now on the value is masked in the file. */
  hide(secret: string): void {
    this.redactor.add(secret);
  }

  /** Calls `listener` for each announcement until the returned function is called. */
  listen(listener: Announce): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** For the SDK to write to. A folder that cannot be written costs the log, and nothing else. */
  open(): Writable {
    const file = this.openFile();
    const redacting = this.redactor.stream();
    const decoder = new StringDecoder("utf8");
    let rest = "";
    return new Writable({
      write: (chunk: Buffer, _, done) => {
        const shown = redacting.write(decoder.write(chunk));
        file?.write(shown);
        const lines = (rest + shown).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.hear(line);
        done();
      },
      final: (done) => {
        file?.end(redacting.end());
        done();
      },
    });
  }

  private hear(line: string): void {
    const heard = announcement(line);
    if (heard) for (const listener of this.listeners) listener(heard.task, heard.command);
  }

  private openFile(): Writable | undefined {
    try {
      mkdirSync(join(this.path, ".."), { recursive: true });
      const file = createWriteStream(this.path, { mode: 0o600 });
      file.on("error", () => undefined);
      return file;
    } catch {
      return undefined;
    }
  }
}
