/** Writes files that are on the disk when the promise is kept, and tells their digest. */

import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { platform } from "node:process";

const pieceSize = 1024 * 1024;

/** Copies a file, with the default mode, not that of its source; hex SHA-256 of what was written. The target must not exist. */
export async function copySynced(from: string, to: string): Promise<string> {
  const hash = createHash("sha256");
  const source = await open(from);
  try {
    const target = await open(to, "wx");
    try {
      const piece = Buffer.alloc(pieceSize);
      for (;;) {
        const { bytesRead } = await source.read(piece, 0, piece.length, null);
        if (bytesRead === 0) break;
        const part = piece.subarray(0, bytesRead);
        hash.update(part);
        await target.writeFile(part);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  return hash.digest("hex");
}

export async function writeSynced(to: string, text: string): Promise<void> {
  const target = await open(to, "wx");
  try {
    await target.writeFile(text);
    await target.sync();
  } finally {
    await target.close();
  }
}

/** Makes renames in a folder durable. Windows has no such call; its renames are journaled. */
export async function syncFolder(folder: string): Promise<void> {
  if (platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems do not know it for folders.
    if (!["EINVAL", "ENOTSUP", "ENOSYS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle.close();
  }
}
