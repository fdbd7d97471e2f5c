/** Which row of the matrix a wheel stands in: the Python and the ABI it was built for. */

import { parseInterpreter, type Interpreter } from "../../tags/interpreter.ts";
import { coversInterpreter, type WheelName } from "../../tags/wheel-name.ts";

export interface PythonRow {
  /** "cp312", "cp313t", "cp39-abi3", "pp311", "py3-none", "py3-none-any": what the row is called, and its key. */
  readonly label: string;
  /** "CPython 3.12", for those who do not read tags; "" where there is nothing to add. */
  readonly title: string;
  /** The one Python it is for; the first one of a stable ABI; `undefined` for generic tags. */
  readonly interpreter: Interpreter | undefined;
  readonly stable: boolean;
  readonly everywhere: boolean;
}

type Tags = Pick<WheelName, "pythons" | "abis" | "platforms">;

export function pythonOf(tags: Tags): PythonRow {
  const python = tags.pythons.join(".");
  const abi = tags.abis.join(".");
  const everywhere = tags.platforms.every((platform) => platform === "any");
  if (everywhere) return generic(`${python}-${abi}-any`, tags, true);
  if (tags.pythons.length > 1 || abi === "none") return generic(`${python}-${abi}`, tags, false);
  const implementation = python.replace(/^graalpy/, "gp");
  const stable = tags.abis.some((one) => one === "abi3" || one === "abi3t");
  const free = stable ? abi === "abi3t" : /^cp\d+t$/.test(abi);
  const interpreter = parseInterpreter(implementation + (free && !implementation.endsWith("t") ? "t" : ""));
  if (!interpreter) return generic(`${python}-${abi}`, tags, false);
  if (stable) {
    const title = `${titleOf(interpreter)} and later`;
    return { label: `${python}-${abi}`, title, interpreter, stable, everywhere };
  }
  // `cp27mu` and debug builds are neither of the two that a Python of today has.
  const usual = interpreter.implementation !== "cp" || abi === interpreter.name || abi === `${python}m`;
  return usual ? rowOfInterpreter(interpreter) : generic(`${python}-${abi}`, tags, false);
}

export function rowOfInterpreter(interpreter: Interpreter): PythonRow {
  const { name } = interpreter;
  return { label: name, title: titleOf(interpreter), interpreter, stable: false, everywhere: false };
}

function generic(label: string, { pythons, abis }: Tags, everywhere: boolean): PythonRow {
  const majors = pythons.flatMap((python) => /^py(\d)$/.exec(python)?.[1] ?? []);
  const any = majors.length === pythons.length && abis.join() === "none";
  const title = any ? `Any Python ${majors.join(" or ")}` : "";
  return { label, title, interpreter: undefined, stable: false, everywhere };
}

const implementations = { cp: "CPython", pp: "PyPy", gp: "GraalPy" } as const;

function titleOf({ implementation, major, minor, freeThreaded }: Interpreter): string {
  return `${implementations[implementation]} ${major}.${minor}${freeThreaded ? " free-threaded" : ""}`;
}

/** Oldest Python first, a stable ABI after the Python it begins with; PyPy, GraalPy, then generic tags and pure wheels. */
export function compareRows(a: PythonRow, b: PythonRow): number {
  return compareNumbers(rank(a), rank(b)) || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}

function rank({ interpreter, stable, everywhere }: PythonRow): readonly number[] {
  if (!interpreter) return [everywhere ? 4 : 3];
  const { implementation, major, minor, freeThreaded } = interpreter;
  return [{ cp: 0, pp: 1, gp: 2 }[implementation], Number(freeThreaded), major, minor, Number(stable)];
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((number, at) => number !== b[at]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** Does the wheel serve all that a wheel of this row does, the platform left aside? */
export function servesRow(name: WheelName, row: PythonRow): boolean {
  if (row.interpreter === undefined || row.everywhere) return pythonOf(name).label === row.label;
  const own = name.abis.includes("none") || name.abis.some((abi) => abi === "abi3" || abi === "abi3t");
  return coversInterpreter(name, row.interpreter) && (!row.stable || own);
}
