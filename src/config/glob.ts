/** Globs on target names and paths. */

import picomatch from "picomatch";

/** Compiling a glob costs much more than matching, and the same few are asked of thousands of names. */
const compiled = new Map<string, (name: string) => boolean>();

/** A test of one name; a list matches where one of its globs does. */
export function globMatcher(globs: string | readonly string[]): (name: string) => boolean {
  if (typeof globs !== "string") {
    const matchers = globs.map(globMatcher);
    return (name) => matchers.some((matches) => matches(name));
  }
  let matcher = compiled.get(globs);
  if (!matcher) {
    // An empty glob, which is an error elsewhere, matches nothing.
    const matches = globs === "" ? () => false : picomatch(globs);
    // picomatch takes a second argument: it must not get the index that `Array.some` passes.
    matcher = (name) => matches(name);
    compiled.set(globs, matcher);
  }
  return matcher;
}
