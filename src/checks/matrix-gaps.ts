/**
 * Is there a hole in the matrix of wheels? Only where nobody has said what should be there: a contract tells better.
 * A hole is a Python between two others of the same platform, or the only empty place of a rectangle.
 */

import type { Wheel } from "../artifacts/archive.ts";
import { cellLabel, cellOf, type Cell } from "../tags/cell.ts";
import { parseInterpreter } from "../tags/interpreter.ts";
import { coversInterpreter, kindOf } from "../tags/wheel-name.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

/** A rectangle of fewer places than this says nothing. */
const smallest = 12;

/** A column, with a tag of one of its wheels. */
interface Place {
  readonly cell: Cell;
  readonly tag: string;
}

interface Row {
  readonly label: string;
  readonly version: readonly [number, number];
  readonly family: Cell["python"]["family"];
  readonly platforms: ReadonlyMap<string, Place>;
}

export const matrixGaps: Check = {
  name: "matrix-gaps",
  title: "The wheels fill a matrix of Pythons and platforms without holes.",
  codes: ["WW055"],
  run: ({ contract, wheels }) => {
    if (contract) return [];
    const rows = rowsOf(wheels);
    const families = [...new Set(rows.map(({ family }) => family))];
    return families
      .flatMap((family) =>
        holesOf(rows.filter((row) => row.family === family)).filter((hole) => !served(hole, wheels)),
      )
      .map(hollow);
  },
};

/** Wheels for one version of Python each; the others serve many and stand in no row. */
function rowsOf(wheels: readonly Wheel[]): Row[] {
  const rows = new Map<string, Row & { readonly platforms: Map<string, Place> }>();
  for (const wheel of wheels) {
    if (kindOf(wheel.name) !== "version") continue;
    const cell = cellOf(wheel.name);
    const { label, version, family } = cell.python;
    if (!version) continue;
    const row = rows.get(label) ?? { label, version, family, platforms: new Map<string, Place>() };
    row.platforms.set(cell.platform.label, { cell, tag: wheel.name.platforms.at(-1) ?? "" });
    rows.set(label, row);
  }
  return [...rows.values()].sort((a, b) => a.version[0] - b.version[0] || a.version[1] - b.version[1]);
}

interface Hole {
  readonly row: Row;
  readonly cell: Cell;
  readonly tag: string;
  readonly why: string;
}

function holesOf(rows: readonly Row[]): Hole[] {
  const columns = new Map(rows.flatMap((row) => [...row.platforms]));
  const empty = [...columns].flatMap(([label, place]) =>
    rows.filter((row) => !row.platforms.has(label)).map((row) => ({ row, label, ...place })),
  );
  const places = rows.length * columns.size;
  const only = empty.length === 1 && rows.length >= 2 && places >= smallest;
  return empty.flatMap(({ row, label, cell: { platform }, tag }) => {
    const cell = { python: { label: row.label, family: row.family, version: row.version }, platform };
    const here = rows.indexOf(row);
    const has = rows.filter((other) => other.platforms.has(label));
    const before = has.filter((other) => rows.indexOf(other) < here).at(-1);
    const after = has.find((other) => rows.indexOf(other) > here);
    if (seldom(cell)) return [];
    if (before && after) return [{ row, cell, tag, why: `${before.label} and ${after.label} have one` }];
    const why = `the other ${places - 1} of ${places} Pythons and platforms have one`;
    return only && !oftenLeftOut(cell) ? [{ row, cell, tag, why }] : [];
  });
}

/** Pyodide has one Python at a time, and the mobile systems began in the middle. */
function seldom({ platform }: Cell): boolean {
  return ["emscripten", "ios", "android"].includes(platform.system);
}

/** Where the interpreter is not there for everyone, or has few users. */
function oftenLeftOut({ python, platform }: Cell): boolean {
  const [, minor] = python.version ?? [3, 0];
  const rare = /i686|win32|windows arm64|ppc64le|s390x|riscv64|armv7l|loongarch64/.test(platform.label);
  if (python.family === "cpython") return platform.label === "windows arm64" && minor < 11;
  return rare || (python.family !== "cpython-free-threaded" && platform.label.startsWith("musllinux"));
}

/** A wheel that serves many Pythons, or both architectures of macOS, leaves no hole; a pure one beside compiled ones is a stopgap. */
function served({ row, cell: { platform } }: Hole, wheels: readonly Wheel[]): boolean {
  const interpreter = parseInterpreter(row.label);
  return wheels.some(({ name }) => {
    const other = cellOf(name);
    const covers = interpreter ? coversInterpreter(name, interpreter) : other.python.label === row.label;
    if (!covers) return false;
    const label = other.platform.label;
    if (label.split(" and ").includes(platform.label)) return true;
    return (
      platform.system === "macos" && (label === "macos universal2" || platform.label === "macos universal2")
    );
  });
}

function hollow({ cell, tag, why }: Hole): Finding {
  return finding(
    "WW055",
    `${cell.python.label}-${tag}`,
    `there is no wheel for ${cellLabel(cell)}, but ${why}`,
  );
}
