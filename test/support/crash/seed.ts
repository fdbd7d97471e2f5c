/** Random numbers that are the same for the same seed (mulberry32), and how much of a crash matrix is run. */

/**
 * WHEELWAY_CRASH=each: every boundary, in one way; all: every boundary, in every way; else a sample. WHEELWAY_CRASH_SEED chooses
 * what is left open.
 */
export const extent = extentOf(process.env["WHEELWAY_CRASH"]);
export const everything = extent === "all";
export const seed = Number(process.env["WHEELWAY_CRASH_SEED"] ?? 20_261_122);

function extentOf(text = "sample"): "sample" | "each" | "all" {
  if (text === "sample" || text === "each" || text === "all") return text;
  throw new Error(`WHEELWAY_CRASH is ${text}; it can be sample, each or all`);
}

export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** So many of them, chosen by the random numbers; the order stays. */
export function sample<T>(all: readonly T[], count: number, random: () => number): readonly T[] {
  const kept = all
    .map((one, index) => ({ one, index, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count);
  return kept.sort((a, b) => a.index - b.index).map(({ one }) => one);
}
