/** What the result store holds: its size, then its entries by kind and by tier. */

import type { CacheReport, Share } from "../pipeline/cache.ts";
import { size } from "./terminal-format.ts";
import type { Style } from "./terminal-style.ts";

export function cacheLines(report: CacheReport, action: "show" | "prune", { colors }: Style): string[] {
  const { folder, limit, entries, oldest, kinds, tiers, removed } = report;
  const gone = `removed ${count(removed)}`;
  const rows = (shares: Readonly<Record<string, Share>>) =>
    Object.entries(shares).map(([name, share]) => `  ${name.padEnd(12)}${count(share)}`);
  return [
    ...(action === "prune" ? [gone] : []),
    `${colors.bold(folder)}  ${size(report.size)} of ${size(limit)}`,
    ...(entries === 0 ? ["  no results are kept"] : [...rows(kinds), "", ...rows(tiers)]),
    ...(oldest === undefined
      ? []
      : ["", `  last use of the oldest: ${oldest.slice(0, 16).replace("T", " ")} UTC`]),
  ];
}

function count({ entries, size: bytes }: Share): string {
  return `${String(entries).padStart(5)} ${entries === 1 ? "entry  " : "entries"}  ${size(bytes).padStart(9)}`;
}
