/** Puts placed wheels into the rows and columns of the matrix, and tells which empty cells another wheel serves. */

import { columnsOf, findColumn, placeKey, type Column } from "./columns.ts";
import type { MatrixCell, MatrixRow, Placed } from "./model.ts";
import { placeOf, type Place } from "./place.ts";
import { compareRows, servesRow, type PythonRow } from "./python.ts";

/** No release has as many; what names made up by somebody would add stands outside of the table. */
const mostColumns = 60;
const mostRows = 100;

export interface Grid {
  readonly columns: readonly Column[];
  readonly rows: readonly MatrixRow[];
  /** For what there is no room. */
  readonly left: readonly Placed[];
}

export function gridOf(placed: readonly Placed[]): Grid {
  const all = columnsOf(placed);
  const columns = all.slice(0, mostColumns);
  const pythons = [...new Map(placed.map(({ python }) => [python.label, python])).values()]
    .sort(compareRows)
    .slice(0, mostRows);
  const indexOf = findColumn(all);
  const cells = new Map(pythons.map(({ label }) => [label, new Map<number, Placed[]>()]));
  const left: Placed[] = [];
  for (const one of placed) {
    const index = one.place ? indexOf(one.place) : everywhere;
    const row = cells.get(one.python.label);
    if (!row || index >= columns.length) left.push(one);
    else row.set(index, [...(row.get(index) ?? []), one]);
  }
  const servers = serversOf(placed);
  const rows = pythons.map((python) => rowOf(python, columns, cells.get(python.label) ?? new Map(), servers));
  return { columns, rows, left };
}

/** In the place of an index: a wheel for every platform. */
const everywhere = -1;

type Servers = ReadonlyMap<string, readonly Placed[]>;

function rowOf(
  python: PythonRow,
  columns: readonly Column[],
  own: ReadonlyMap<number, readonly Placed[]>,
  servers: Servers,
): MatrixRow {
  const entriesAt = (index: number) => (own.get(index) ?? []).map(({ entry }) => entry);
  if (python.everywhere) return { python, cells: [], everywhere: entriesAt(everywhere) };
  const cells = columns.map((column, index): MatrixCell => {
    const entries = entriesAt(index);
    const server =
      entries.length > 0 ? undefined : serverOf(python, servers.get(placeKey(column.place)) ?? []);
    return { entries, servedBy: server?.name?.file };
  });
  return { python, cells, everywhere: [] };
}

/** System and architecture -> the wheels that run there. A universal2 wheel runs on both of its architectures. */
function serversOf(placed: readonly Placed[]): Servers {
  const servers = new Map<string, Placed[]>();
  for (const one of placed) {
    const keys = new Set(
      (one.place && one.name ? one.name.platforms : []).flatMap((tag) => keysOf(placeOf(tag))),
    );
    for (const key of keys) {
      const list = servers.get(key) ?? [];
      servers.set(key, list);
      list.push(one);
    }
  }
  return servers;
}

function keysOf(place: Place | undefined): string[] {
  if (!place) return [];
  const joined = place.group === "macOS" && place.architecture === "universal2" ? ["x86_64", "arm64"] : [];
  return [place.architecture, ...joined].map((architecture) => placeKey({ ...place, architecture }));
}

/** A wheel of one Python serves its own row alone: only stable ABIs and generic tags are worth a closer look. */
function serverOf(row: PythonRow, candidates: readonly Placed[]): Placed | undefined {
  return candidates.find(({ python, name }) => {
    if (python.label === row.label) return true;
    const broad = python.stable || python.interpreter === undefined;
    return broad && name !== undefined && servesRow(name, row);
  });
}
