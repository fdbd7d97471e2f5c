/** Writes a report to the file that was asked for. */

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { WheelwayError } from "../errors.ts";

/** Throws "report-unwritable". */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new WheelwayError("report-unwritable", {
      message: `${path} cannot be written`,
      why: cause instanceof Error ? cause.message : String(cause),
      next: "Look at the permissions of its folder and at the space on the disk.",
      cause,
    });
  }
}
