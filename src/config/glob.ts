/** Globs on target names. */

import picomatch from "picomatch";

/** A test of one name; a list matches where one of its globs does. */
export function globMatcher(glob: string | readonly string[]): (name: string) => boolean {
  const matches = picomatch(typeof glob === "string" ? glob : [...glob]);
  // picomatch takes a second argument: it must not get the index that `Array.some` passes.
  return (name) => matches(name);
}
