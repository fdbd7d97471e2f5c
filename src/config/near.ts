/** Near misses: what the user most likely meant. */

import leven from "leven";

/** The known names nearest to `name`, at most three and all equally near; empty where nothing is near. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const within = name.length < 5 ? 1 : Math.max(2, Math.floor(name.length / 3));
  const near = known
    .map((candidate) => ({
      candidate,
      distance: distanceOf(name.toLowerCase(), candidate.toLowerCase(), within),
    }))
    .filter(({ distance, candidate }) => distance <= within && distance < candidate.length);
  const least = Math.min(...near.map(({ distance }) => distance));
  return near
    .filter(({ distance }) => distance === least)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Levenshtein's distance, but letters in another order (`biuld`) are one mistake. */
function distanceOf(a: string, b: string, within: number): number {
  const letters = (text: string) => Array.from(text).sort().join("");
  if (a !== b && a.length === b.length && letters(a) === letters(b)) return 1;
  return leven(a, b, { maxDistance: within + 1 });
}

/** "did you mean `a` or `b`?"; `undefined` where nothing is near. `show` writes a name as the user would. */
export function didYouMean(
  name: string,
  known: readonly string[],
  show: (name: string) => string = (found) => found,
): string | undefined {
  const names = nearest(name, known).map((found) => `\`${show(found)}\``);
  return names.length === 0 ? undefined : `did you mean ${joinOr(names)}?`;
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
