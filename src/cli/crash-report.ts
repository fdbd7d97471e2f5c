/** Keeps the stack of a bug in a file, for a report; the terminal shows one sentence. */

import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { WheelwayError } from "../errors.ts";
import { version } from "../version.ts";
import type { OpenSession } from "./session.ts";

/** Turns anything thrown into what is shown; the stack goes to a file below the cache folder. */
export async function crashError(cause: unknown, session: OpenSession): Promise<WheelwayError> {
  const { door, redactor } = session;
  const message = cause instanceof Error ? cause.message : String(cause);
  const text = [
    `wheelway ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `arguments: ${JSON.stringify(door.argv)}`,
    "",
    inspect(cause, { depth: 6 }),
    "",
  ].join("\n");
  const file = await write(redactor.text(text), session);
  return new WheelwayError("internal", {
    message: `this is a bug of Wheelway: ${message.split("\n")[0] ?? ""}`,
    why:
      file === undefined
        ? "The details could not be written to a file; --verbose shows them."
        : `Details: ${file}`,
    next: "Report it with those details; secrets that Wheelway knows of are masked in them.",
    cause,
  });
}

async function write(text: string, { door, cacheDir }: OpenSession): Promise<string | undefined> {
  const name = `wheelway-bug-${door.now().toISOString().replace(/[:.]/g, "-")}.txt`;
  const folders = [async () => join(await cacheDir(), "bugs"), () => Promise.resolve(tmpdir())];
  for (const folder of folders) {
    try {
      const path = join(await folder(), name);
      await mkdir(join(path, ".."), { recursive: true });
      await writeFile(path, text, { mode: 0o600 });
      return path;
    } catch {
      // A full or read-only disk must not hide the bug itself.
    }
  }
  return undefined;
}
