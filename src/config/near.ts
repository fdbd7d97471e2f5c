/** Near misses: what the user most likely meant. */

import leven from "leven";

/** The known names nearest to `name`, best first, at most three; empty where nothing is near. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  const within = Math.max(2, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({
      candidate,
      distance: leven(name.toLowerCase(), candidate.toLowerCase(), { maxDistance: within + 1 }),
    }))
    .filter(({ distance, candidate }) => distance <= within && distance < candidate.length)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** "did you mean `a` or `b`?"; `undefined` where nothing is near. */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  const names = nearest(name, known).map((candidate) => `\`${candidate}\``);
  return names.length === 0 ? undefined : `did you mean ${joinOr(names)}?`;
}

/** `a`, `a or b`, `a, b or c`. */
export function joinOr(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
