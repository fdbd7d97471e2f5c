/** What is wrong with the slices that were gathered: lost, doubled, altered, foreign, of another plan or another sdist. Pure. */

import type { Slice } from "../plan/slices.ts";
import { sdistSlice } from "../plan/slices.ts";
import type { PartialManifest, SlicePlan } from "./slice-schema.ts";

/** One entry of a slice's folder. */
export interface SliceEntry {
  readonly name: string;
  /** Bytes and hex SHA-256; `undefined` for what is no regular file. */
  readonly file: { readonly size: number; readonly sha256: string } | undefined;
}

/** One folder that was given. */
export interface ReadSlice {
  readonly folder: string;
  readonly partial: PartialManifest;
  /** Wheels, sdists and all that does not belong there; no reports. */
  readonly entries: readonly SliceEntry[];
}

export type SliceFault =
  "lost" | "doubled" | "altered" | "foreign" | "other-plan" | "other-commit" | "other-sdist" | "failed";

export interface SliceProblem {
  readonly fault: SliceFault;
  /** The slice to be run again; `undefined` where it is none of the plan. */
  readonly slice: string | undefined;
  /** One sentence without a full stop, which names the file or folder. */
  readonly message: string;
}

export interface Gathering {
  readonly plan: SlicePlan;
  /** Of the plan. */
  readonly digest: string;
  readonly slices: readonly ReadSlice[];
  /** May the target fail? */
  readonly optional: (target: string) => boolean;
  /** Id of the row of the declared pure wheel. */
  readonly fallback: string;
}

/** In the order of the plan, the sdist first; empty where all slices are whole and of one build. */
export function sliceProblems(gathering: Gathering): SliceProblem[] {
  const { plan, slices } = gathering;
  const names = [sdistSlice, ...plan.slices.map(({ name }) => name)];
  const strangers = slices.filter(({ partial }) => !names.includes(partial.slice));
  return [
    ...names.flatMap((name) => problemsOfSlice(name, gathering)),
    ...strangers.map(({ folder, partial }): SliceProblem => ({
      fault: "foreign",
      slice: undefined,
      message: `${folder} is of the slice ${partial.slice}, which the plan does not have`,
    })),
    ...twice(slices.filter(({ partial }) => names.includes(partial.slice))),
  ];
}

function problemsOfSlice(name: string, gathering: Gathering): SliceProblem[] {
  const { plan, slices } = gathering;
  const own = slices.filter(({ partial }) => partial.slice === name);
  const [first, second] = own;
  const problem = (fault: SliceFault, message: string): SliceProblem => ({ fault, slice: name, message });
  if (!first) return [problem("lost", "there is no folder of it")];
  if (second)
    return [
      problem("doubled", `it is there ${own.length} times: ${own.map(({ folder }) => folder).join(", ")}`),
    ];
  const origin = originProblem(first, gathering);
  if (origin) return [problem(...origin)];
  const planned = plan.slices.find((slice) => slice.name === name);
  return [...fileProblems(first), ...(planned ? targetProblems(first, planned, gathering) : [])].map((one) =>
    problem(...one),
  );
}

type Found = [fault: SliceFault, message: string];

/** Of another plan, commit or sdist everything else differs, too: one sentence says it all. */
function originProblem(
  { folder, partial }: ReadSlice,
  { plan, digest, slices }: Gathering,
): Found | undefined {
  const { environment } = partial.manifest;
  if (partial.plan !== digest) return ["other-plan", `${folder} was built by another plan of slices`];
  if (environment.commit !== plan.commit)
    return [
      "other-commit",
      `${folder} was built from the commit ${environment.commit ?? "(none)"}, the plan is of ${plan.commit ?? "none"}`,
    ];
  if (environment.wheelway !== plan.wheelway)
    return [
      "other-plan",
      `${folder} was built by Wheelway ${environment.wheelway}, the plan is of ${plan.wheelway}`,
    ];
  const sdist = slices.find((slice) => slice.partial.slice === sdistSlice)?.partial.sdist;
  if (sdist && (sdist.sha256 !== partial.sdist.sha256 || sdist.file !== partial.sdist.file))
    return [
      "other-sdist",
      `${folder} was built from another sdist, ${partial.sdist.file} with the SHA-256 ${partial.sdist.sha256}`,
    ];
  return undefined;
}

function fileProblems({ folder, partial, entries }: ReadSlice): Found[] {
  const listed = ownArtifacts(partial);
  const names = new Set(listed.map(({ file }) => file));
  const found: Found[] = [];
  if (names.size < listed.length) found.push(["altered", `its slice.json lists a file twice`]);
  for (const { file, sha256, size } of listed) {
    const entry = entries.find(({ name }) => name === file);
    if (!/\.(?:whl|tar\.gz)$/.test(file))
      found.push(["foreign", `its slice.json lists ${file}, which is no artifact`]);
    else if (!entry) found.push(["lost", `${file} is not in ${folder}`]);
    else if (entry.file && (entry.file.sha256 !== sha256 || entry.file.size !== size))
      found.push([
        "altered",
        `${file} is not what was built: its SHA-256 is ${entry.file.sha256}, built was ${sha256}`,
      ]);
  }
  for (const { name, file } of entries) {
    if (!names.has(name)) found.push(["foreign", `${name} in ${folder} was not built by it`]);
    else if (!file) found.push(["foreign", `${name} in ${folder} is no regular file`]);
  }
  const own = listed.find(({ kind }) => kind === "sdist");
  if (
    partial.slice === sdistSlice &&
    (listed.length !== 1 || own?.sha256 !== partial.sdist.sha256 || own.file !== partial.sdist.file)
  )
    found.push(["altered", `its slice.json does not list the one sdist that it names`]);
  return found;
}

function targetProblems({ partial }: ReadSlice, planned: Slice, { optional, fallback }: Gathering): Found[] {
  const wheels = ownArtifacts(partial);
  const served = new Set(wheels.flatMap(({ targets }) => targets));
  const wanted = [...planned.targets, ...(planned.fallback && served.has(fallback) ? [fallback] : [])];
  const lost = wanted.filter((target) => !served.has(target) && !optional(target));
  const foreign = [...served].filter((target) => !wanted.includes(target));
  const failed = partial.manifest.artifacts.flatMap(({ file, tests }) =>
    tests
      .filter(({ verdict, target }) => verdict !== "passed" && !optional(target))
      .map(({ name, target }): Found => ["failed", `${file} did not pass "${name}" on ${target}`]),
  );
  return [
    ...lost.map((target): Found => ["lost", `no wheel of it serves ${target}`]),
    ...foreign.map((target): Found => [
      "foreign",
      `it has a wheel for ${target}, which the plan gives to another`,
    ]),
    ...failed,
  ];
}

/** Those of its own folder: the sdist stands in every slice with its tests, and its file in one. */
export function ownArtifacts({ slice, manifest }: PartialManifest): PartialManifest["manifest"]["artifacts"] {
  return manifest.artifacts.filter(({ kind }) => (kind === "sdist") === (slice === sdistSlice));
}

/** A pure wheel comes from every machine that has targets of it, with the same bytes; no other comes twice. */
function twice(slices: readonly ReadSlice[]): SliceProblem[] {
  const first = new Map<string, { readonly slice: string; readonly sha256: string }>();
  const problems: SliceProblem[] = [];
  for (const { partial } of slices) {
    for (const { file, sha256 } of ownArtifacts(partial)) {
      const earlier = first.get(file);
      if (!earlier) first.set(file, { slice: partial.slice, sha256 });
      else if (earlier.slice !== partial.slice && !(file.endsWith("-any.whl") && earlier.sha256 === sha256))
        problems.push({
          fault: "doubled",
          slice: partial.slice,
          message: `${file} is built by ${earlier.slice}, too${earlier.sha256 === sha256 ? "" : ", with other bytes"}`,
        });
    }
  }
  return problems;
}
