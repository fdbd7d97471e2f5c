/** What should be in the matrix and is not: promised by the contract, missed by a check, or had in the previous release. */

import type { ExpectedWheel } from "../../artifacts/contract.ts";
import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { parseTarget } from "../../tags/target.ts";
import { meetsTarget, parseWheelName, type WheelName } from "../../tags/wheel-name.ts";
import type { Absent, Placed } from "./model.ts";
import { homeOf, placeOf, reaches, type Place } from "./place.ts";
import { pythonOf, rowOfInterpreter, servesRow, type PythonRow } from "./python.ts";

type FindingsOf = (artifact: string) => readonly number[];

/** One entry a cell at most: a check's word counts most, then the contract, then the previous release. */
export function absentWheels(
  report: VerifyReport,
  there: readonly Placed[],
  findingsOf: FindingsOf,
): Placed[] {
  const taken = new Set(there.map(cellOf));
  const candidates = [...missed(report), ...promised(report, there), ...lost(report, there)];
  return candidates.flatMap(({ name, because, python, place }) => {
    const placed = { python, place, name: undefined };
    const cell = cellOf(placed);
    if (taken.has(cell)) return [];
    taken.add(cell);
    return [{ ...placed, entry: { kind: "absent", name, because, findings: findingsOf(name) } }];
  });
}

interface Candidate extends Pick<Absent, "name" | "because"> {
  readonly python: PythonRow;
  readonly place: Place | undefined;
}

function cellOf({ python, place }: Pick<Placed, "python" | "place">): string {
  return `${python.label} ${place?.group ?? ""} ${place?.architecture ?? ""}`;
}

/** A finding about a target, or about a file that is not there. */
function missed({ findings, files, previous }: VerifyReport): Candidate[] {
  const known = new Set(files.map(({ file }) => file));
  const had = new Set(previous?.files);
  return findings.flatMap(({ artifact, severity }) => {
    if (artifact === undefined || known.has(artifact) || severity === "note") return [];
    const at = whereIs(artifact);
    return at ? [{ ...at, name: artifact, because: had.has(artifact) ? "lost" : "promised" }] : [];
  });
}

function promised({ contract }: VerifyReport, there: readonly Placed[]): Candidate[] {
  const wheels = contract?.artifacts.filter((artifact) => artifact.kind === "wheel") ?? [];
  return wheels.flatMap((wheel): Candidate[] => {
    const [id] = wheel.targets;
    const target = parseTarget(id);
    if (
      !target ||
      there.some(({ name }) => name && meetsTarget(name, target) === true && isOfKind(name, wheel))
    )
      return [];
    const at = { python: rowOf(wheel, rowOfInterpreter(target.interpreter)), place: placeOf(wheel.platform) };
    return [{ ...at, name: id, because: "promised" }];
  });
}

/** A pure wheel is no stand-in for a promised platform wheel: that is how a failed compilation looks. */
function isOfKind(name: WheelName, { platform, wheelKind, fallback }: ExpectedWheel): boolean {
  const pure = name.platforms.every((tag) => tag === "any");
  return !pure || platform === "any" || wheelKind === "pure" || fallback === true;
}

function rowOf({ python, abi, platform }: ExpectedWheel, otherwise: PythonRow): PythonRow {
  if (python === undefined || abi === undefined) return otherwise;
  return pythonOf({ pythons: [python], abis: [abi], platforms: [platform] });
}

function lost({ previous }: VerifyReport, there: readonly Placed[]): Candidate[] {
  return (previous?.files ?? []).flatMap((file) => {
    const at = whereIs(file);
    if (!at) return [];
    const served = there.some(
      ({ name }) => name && servesRow(name, at.python) && servesPlace(name, at.place),
    );
    return served ? [] : [{ ...at, name: file, because: "lost" as const }];
  });
}

function servesPlace({ platforms }: WheelName, place: Place | undefined): boolean {
  if (!place) return platforms.includes("any");
  return platforms.some((tag) => {
    const own = placeOf(tag);
    return own !== undefined && reaches(own, place);
  });
}

function whereIs(artifact: string): Pick<Candidate, "python" | "place"> | undefined {
  const target = parseTarget(artifact);
  if (target) return { python: rowOfInterpreter(target.interpreter), place: placeOf(target.platform.name) };
  const name = parseWheelName(artifact);
  return "malformed" in name ? undefined : { python: pythonOf(name), place: homeOf(name.platforms) };
}

/** None, or the one that should be there. */
export function absentSdist({ contract, previous }: VerifyReport, findingsOf: FindingsOf): Absent[] {
  const entry = { kind: "absent", findings: findingsOf("sdist") } as const;
  if (contract?.artifacts.some(({ kind }) => kind === "sdist"))
    return [{ ...entry, name: "sdist", because: "promised" }];
  const had = previous?.files.find((file) => file.endsWith(".tar.gz"));
  return had === undefined ? [] : [{ ...entry, name: had, because: "lost" }];
}
