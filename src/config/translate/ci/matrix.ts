/** The rows of a GitHub Actions matrix: all combinations, less `exclude`, with `include` merged in or added. */

export type Row = Readonly<Record<string, unknown>>;

/** `undefined` where the matrix, or a part of it, is made during the run. */
export function matrixRows(matrix: unknown): readonly Row[] | undefined {
  if (matrix === undefined || matrix === null) return [{}];
  if (!isTable(matrix)) return undefined;
  const { include = [], exclude = [], ...axes } = matrix;
  const lists = Object.entries(axes);
  if (![include, exclude, ...Object.values(axes)].every(Array.isArray)) return undefined;
  let rows: Row[] = lists.length > 0 ? [{}] : [];
  for (const [name, values] of lists) {
    rows = rows.flatMap((row) => (values as unknown[]).map((value) => ({ ...row, [name]: value })));
  }
  const excluded = (exclude as unknown[]).filter(isTable);
  const kept = rows.filter((row) => !excluded.some((pattern) => agrees(row, pattern, Object.keys(pattern))));
  return included(kept, (include as unknown[]).filter(isTable), Object.keys(axes));
}

/** An entry is merged into every row whose axes it does not change; one that fits no row is a row of its own. */
function included(rows: readonly Row[], entries: readonly Row[], axes: readonly string[]): readonly Row[] {
  let merged = [...rows];
  const added: Row[] = [];
  for (const entry of entries) {
    const own = axes.filter((axis) => axis in entry);
    const fits = rows.map((row) => agrees(row, entry, own));
    if (rows.length === 0 || !fits.includes(true)) added.push(entry);
    else merged = merged.map((row, index) => (fits[index] === true ? { ...row, ...entry } : row));
  }
  return [...merged, ...added];
}

function agrees(row: Row, other: Row, names: readonly string[]): boolean {
  return names.every((name) => JSON.stringify(row[name]) === JSON.stringify(other[name]));
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
