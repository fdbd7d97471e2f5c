/** The release as a picture: rows of Pythons, columns of platforms, and what is in each cell. No looks here. */

import type { Finding } from "../../checks/finding.ts";
import type { VerifiedFile, VerifyReport } from "../../pipeline/verify-report.ts";
import { parseWheelName, type WheelName } from "../../tags/wheel-name.ts";
import { absentSdist, absentWheels } from "./absent.ts";
import type { Column } from "./columns.ts";
import { gridOf } from "./grid.ts";
import { homeOf, type Place } from "./place.ts";
import { pythonOf, type PythonRow } from "./python.ts";

/** A file that is there. */
export interface Present {
  readonly kind: "present";
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Nothing of its row and column was in the previous release. */
  readonly isNew: boolean;
  /** The worst finding that names it; a note makes nothing odd. */
  readonly odd: "error" | "warning" | undefined;
  /** Indices into the report's findings. */
  readonly findings: readonly number[];
}

/** What should be there. */
export interface Absent {
  readonly kind: "absent";
  /** The target, or the file name it had in the previous release. */
  readonly name: string;
  /** promised: by the contract, or a finding says so. lost: the previous release had it, and nothing serves its users now. */
  readonly because: "promised" | "lost";
  readonly findings: readonly number[];
}

export type Entry = Present | Absent;

export interface MatrixCell {
  /** More than one only where two wheels have the same Python, architecture and policy. */
  readonly entries: readonly Entry[];
  /** The wheel of another row or column that installers take here; only where there are no entries. */
  readonly servedBy: string | undefined;
}

export interface MatrixRow {
  readonly python: PythonRow;
  /** One a column; none in the row of a wheel for every platform. */
  readonly cells: readonly MatrixCell[];
  /** Pure wheels: they span all columns. */
  readonly everywhere: readonly Entry[];
}

export interface MatrixCounts {
  readonly wheels: number;
  readonly sdists: number;
  /** Files whose names do not say where they belong. */
  readonly others: number;
  /** Bytes of all files. */
  readonly size: number;
  /** Promised and not there. */
  readonly missing: number;
  /** In the previous release and served by nothing now. */
  readonly lost: number;
  readonly odd: number;
  readonly added: number;
}

export interface Matrix {
  readonly columns: readonly Column[];
  readonly rows: readonly MatrixRow[];
  /** Present or absent; empty where none is there and none was promised. */
  readonly sdists: readonly Entry[];
  /** Files whose names do not say where they belong, or for which the table has no room. */
  readonly elsewhere: readonly Present[];
  readonly counts: MatrixCounts;
}

/** A wheel, or what should be one, with its place. */
export interface Placed {
  readonly entry: Entry;
  readonly python: PythonRow;
  /** `undefined`: every platform. */
  readonly place: Place | undefined;
  readonly name: WheelName | undefined;
}

/** @param report findings are referred to by their index */
export function matrixOf(report: VerifyReport): Matrix {
  const named = new Map<string, number[]>();
  report.findings.forEach(({ artifact = "" }, index) => {
    const own = named.get(artifact) ?? [];
    named.set(artifact, own);
    own.push(index);
  });
  const findingsOf = (artifact: string): readonly number[] => named.get(artifact) ?? [];
  const before = placesBefore(report);
  const placed: Placed[] = [];
  const sdists: Entry[] = [];
  const elsewhere: Present[] = [];
  for (const file of report.files) {
    const name = parseWheelName(file.file);
    if (!("malformed" in name)) {
      const [python, place] = [pythonOf(name), homeOf(name.platforms)];
      const isNew = before !== undefined && !before.has(keyOf(python, place));
      placed.push({
        entry: present(file, isNew, report.findings, findingsOf(file.file)),
        python,
        place,
        name,
      });
    } else {
      const isNew = before !== undefined && !before.has("sdist");
      const isSdist = file.file.endsWith(".tar.gz");
      const entry = present(file, isSdist && isNew, report.findings, findingsOf(file.file));
      (isSdist ? sdists : elsewhere).push(entry);
    }
  }
  const absent = absentWheels(report, placed, findingsOf);
  if (sdists.length === 0) sdists.push(...absentSdist(report, findingsOf));
  const all = [...placed, ...absent].map(({ entry }) => entry);
  const counts = countsOf(report, all, sdists, elsewhere);
  const { columns, rows, left } = gridOf([...placed, ...absent]);
  elsewhere.push(...left.flatMap(({ entry }) => (entry.kind === "present" ? [entry] : [])));
  return { columns, rows, sdists, elsewhere, counts };
}

function present(
  file: VerifiedFile,
  isNew: boolean,
  all: readonly Finding[],
  findings: readonly number[],
): Present {
  const severities = findings.map((index) => all[index]?.severity);
  const odd = severities.includes("error") ? "error" : severities.includes("warning") ? "warning" : undefined;
  return { kind: "present", file: file.file, size: file.size, isNew, odd, findings };
}

/** What the previous release had: rows and columns, and "sdist"; `undefined` where there is none to compare with. */
function placesBefore({ previous }: VerifyReport): ReadonlySet<string> | undefined {
  if (!previous) return undefined;
  return new Set(
    previous.files.map((file) => {
      const name = parseWheelName(file);
      return "malformed" in name ? "sdist" : keyOf(pythonOf(name), homeOf(name.platforms));
    }),
  );
}

function keyOf({ label }: PythonRow, place: Place | undefined): string {
  return place ? `${label} ${place.group} ${place.architecture}` : label;
}

function countsOf(
  report: VerifyReport,
  wheels: readonly Entry[],
  sdists: readonly Entry[],
  elsewhere: readonly Entry[],
): MatrixCounts {
  const entries = [...wheels, ...sdists, ...elsewhere];
  const there = entries.filter((entry) => entry.kind === "present");
  const absent = (because: Absent["because"]) =>
    entries.filter((entry) => entry.kind === "absent" && entry.because === because).length;
  const present = (list: readonly Entry[]) => list.filter(({ kind }) => kind === "present").length;
  return {
    wheels: present(wheels),
    sdists: present(sdists),
    others: elsewhere.length,
    size: report.files.reduce((sum, { size }) => sum + size, 0),
    missing: absent("promised"),
    lost: absent("lost"),
    odd: there.filter(({ odd }) => odd !== undefined).length,
    added: there.filter(({ isNew }) => isNew).length,
  };
}
