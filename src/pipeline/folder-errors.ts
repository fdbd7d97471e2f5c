/** Errors of the file system while dist/ is written, said for people. */

import { WheelwayError } from "../errors.ts";

export function folderError(folder: string, error: unknown): unknown {
  if (error instanceof WheelwayError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new WheelwayError("disk-full", {
        message: `there is no space left to write ${folder}`,
        why: "The new artifacts are written beside the earlier folder before they replace it; that folder is as it was.",
        next: "Make space, or give a folder on another disk, and run the same command again.",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return unwritable(
        folder,
        "there is no permission to write it, or a program holds a file of it open",
        error,
      );
    case "EBUSY":
    case "EXDEV":
      return unwritable(folder, "it is the root of a mounted disk or volume, which cannot be renamed", error);
    case "ENOTEMPTY":
    case "EEXIST":
      return unwritable(folder, "another run is replacing it at this moment", error);
    default:
      return code === undefined ? error : unwritable(folder, error.message, error);
  }
}

function unwritable(folder: string, why: string, cause: Error): WheelwayError {
  return new WheelwayError("dist-unwritable", {
    message: `${folder} cannot be replaced`,
    why,
    next: "Mend that, or give another folder.",
    cause,
  });
}
