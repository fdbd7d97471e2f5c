/** Paths as they are shown: relative where that is shorter and does not climb. */

import { relative } from "node:path";

export function shortPath(path: string, from: string): string {
  const near = relative(from, path);
  return near !== "" && !near.startsWith("..") && near.length < path.length ? near : path;
}
