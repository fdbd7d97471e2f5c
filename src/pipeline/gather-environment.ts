/** What a gathered set was made with: the environments of its slices, as one. */

import type { EnvironmentRecord, SliceRecord } from "../artifacts/record.ts";
import type { ReadSlice } from "../artifacts/slice-problems.ts";
import { ciRunOf } from "../clients/ci-run.ts";
import { version } from "../version.ts";
import { ciRecord } from "./make-record.ts";
import type { Surroundings } from "./surroundings.ts";

export function gatherEnvironment(slices: readonly ReadSlice[], env: Surroundings["env"]): EnvironmentRecord {
  const all = slices.map(({ partial }) => partial.manifest.environment);
  const backends = [...new Set(all.map(({ backend }) => backend))];
  const [first] = all;
  const ci = ciRecord(ciRunOf(env));
  return {
    wheelway: version,
    backend: backends.length === 1 && backends[0] ? backends[0] : "several",
    machine: [...new Set(all.map(({ machine }) => machine))].sort().join("; "),
    slices: slices.map(sliceRecord).sort((a, b) => (a.name < b.name ? -1 : 1)),
    commit: first?.commit,
    dirty: first?.dirty === undefined ? undefined : all.some(({ dirty }) => dirty === true),
    ...(ci === undefined ? {} : { ci }),
    sourceDateEpoch: first?.sourceDateEpoch ?? 0,
    images: Object.fromEntries(distinct(all.flatMap(({ images }) => Object.entries(images)))),
    tools: joined(all.map(({ tools }) => tools)),
    interpreters: joined(all.map(({ interpreters }) => interpreters)),
    network: all.flatMap(({ network }) =>
      network.map(({ task, state, why }) => ({ task, state, ...(why === undefined ? {} : { why }) })),
    ),
  };
}

function sliceRecord({ partial: { slice, job, manifest } }: ReadSlice): SliceRecord {
  const { backend, machine } = manifest.environment;
  return {
    name: slice,
    backend: backend === "several" ? "host" : backend,
    machine,
    ...(job === undefined ? {} : { job }),
  };
}

/** One value where all agree, else each of them. */
function joined(tables: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of tables.flatMap((table) => Object.entries(table)))
    values.set(key, (values.get(key) ?? new Set()).add(value));
  return Object.fromEntries([...values].map(([key, all]) => [key, [...all].sort().join(", ")]));
}

/** Where two jobs had another image of one name, both stand there. */
function distinct(images: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  const named = new Map<string, string[]>();
  for (const [name, image] of images) {
    const known = named.get(name) ?? [];
    if (!known.includes(image)) named.set(name, [...known, image].sort());
  }
  return [...named].flatMap(([name, all]) =>
    all.map((image, index) => [index === 0 ? name : `${name} (${index + 1})`, image] as const),
  );
}
