/** The lines in which two short texts differ, as a unified difference shows them. */

/** `-` lines of the first alone, `+` lines of the second, with `@@` where lines that are the same are left out; empty for the same text. */
export function lineDifference(before: string, after: string): string[] {
  if (before === after) return [];
  const a = before.split("\n");
  const b = after.split("\n");
  const common = commonLengths(a, b);
  const lines: string[] = [];
  let gap = true;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      gap = true;
      i++;
      j++;
      continue;
    }
    if (gap) lines.push(`@@ line ${i + 1} @@`);
    gap = false;
    const down = common[i + 1]?.[j] ?? -1;
    const right = common[i]?.[j + 1] ?? -1;
    if (i < a.length && (j >= b.length || down >= right)) lines.push(`-${a[i++] ?? ""}`);
    else lines.push(`+${b[j++] ?? ""}`);
  }
  return lines;
}

/** How many lines the ends of both from [i, j] have in common (longest common subsequence). */
function commonLengths(a: readonly string[], b: readonly string[]): readonly (readonly number[])[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = rows[i];
      if (!row) continue;
      row[j] =
        a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(rows[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return rows;
}
