/** Puts together what slices say of themselves and what their files show: the record that one run would have left. */

import { join } from "node:path";
import type { ArtifactRecord, BuildRecord } from "../artifacts/record.ts";
import { ownArtifacts, type ReadSlice } from "../artifacts/slice-problems.ts";
import type { PartialManifest, SlicePlan } from "../artifacts/slice-schema.ts";
import { compareFindings, type Finding } from "../checks/finding.ts";
import { reproduction } from "../checks/reproduction.ts";
import { optionsFor } from "../config/options.ts";
import { assignWheels } from "../plan/assign.ts";
import { contractOf } from "../plan/contract.ts";
import { compareTargets, parseTarget } from "../tags/target.ts";
import { wheelTags } from "../tags/wheel-name.ts";
import type { Audited } from "./audit-answer.ts";
import type { Collected, Collection } from "./collect.ts";
import type { Components } from "./components.ts";
import { gatherEnvironment } from "./gather-environment.ts";
import { assumeKinds, learnKinds } from "./learn.ts";
import type { Project } from "./project.ts";
import { refuseStopped } from "./stopped.ts";
import type { Surroundings } from "./surroundings.ts";
import { verifyArtifacts } from "./verify-artifacts.ts";
import { readArtifact } from "./verify-folder.ts";

/** Every file once, the sdist first; what was refused is a finding. */
export async function collectSlices(slices: readonly ReadSlice[], signal: AbortSignal): Promise<Collection> {
  const paths = new Map<string, string>();
  for (const { folder, partial } of slices)
    for (const { file } of ownArtifacts(partial)) if (!paths.has(file)) paths.set(file, join(folder, file));
  const read = [];
  for (const [file, path] of [...paths].sort(sdistFirst)) {
    refuseStopped(signal);
    read.push([path, await readArtifact(path, file, { signal })] as const);
  }
  const entries = slices.flatMap(({ partial }) => partial.manifest.artifacts);
  return {
    artifacts: read.flatMap(([path, artifact]): Collected[] => {
      if (artifact.kind === "refused") return [];
      const { file } = artifact.name;
      const record = artifactRecord(
        artifact,
        entries.filter((entry) => entry.file === file),
      );
      return [{ path, artifact, record, tasks: [] }];
    }),
    refused: read.flatMap(([, artifact]) => (artifact.kind === "refused" ? [artifact] : [])),
  };
}

function sdistFirst([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return Number(a.endsWith(".whl")) - Number(b.endsWith(".whl")) || (a < b ? -1 : 1);
}

type Entry = PartialManifest["manifest"]["artifacts"][number];

/** Name, digest, size and tags are those of the file; what was tested is what the slices say. */
function artifactRecord(artifact: Collected["artifact"], entries: readonly Entry[]): ArtifactRecord {
  const tried = entries.flatMap(({ reproduction }) => reproduction ?? [])[0];
  return {
    file: artifact.name.file,
    kind: artifact.kind,
    sha256: artifact.sha256,
    size: artifact.size,
    tags: artifact.kind === "wheel" ? wheelTags(artifact.name) : [],
    targets: [...new Set(entries.flatMap(({ targets }) => targets))],
    tests: entries.flatMap(({ tests }) => tests),
    untested: entries.flatMap(({ untested }) => untested),
    ...(tried === undefined ? {} : { reproduction: tried }),
  };
}

export interface GatheredFacts {
  readonly project: Project;
  readonly plan: SlicePlan;
  readonly slices: readonly ReadSlice[];
  readonly collection: Collection;
  readonly components: Components;
  readonly audited: Audited;
  readonly env: Surroundings["env"];
  readonly started: Date;
  readonly finished: Date;
}

/** The contract is made anew from the plan's targets and the project's lock: no slice is asked what it should have built. */
export function gatherRecord(facts: GatheredFacts): BuildRecord {
  const { project, collection, components, audited, slices } = facts;
  const contract = contractFor(facts);
  const read = collection.artifacts.map(({ artifact }) => artifact);
  const sdist = read.find((artifact) => artifact.kind === "sdist");
  const wheels = read.filter((artifact) => artifact.kind === "wheel");
  const { findings, turnedDown } = verifyArtifacts(
    {
      ...{ wheels, sdist, contract, components, audits: audited.audits, forRelease: false },
      files: [...collection.artifacts.map(({ record }) => record), ...collection.refused],
      refused: collection.refused,
    },
    project.config.options.checks,
  );
  const all = [...findings, ...ofSecondBuilds(slices)].sort(compareFindings);
  const first = sdist ?? wheels[0];
  return {
    project: {
      name: first?.metadata.name ?? facts.plan.project.name,
      version: first?.metadata.version ?? facts.plan.project.version ?? "",
    },
    verdict: all.some(({ severity }) => severity === "error") ? "failed" : "passed",
    artifacts: collection.artifacts.map(({ record }) => record),
    contract,
    findings: all,
    turnedDown,
    notRun: audited.notRun,
    failures: [],
    environment: gatherEnvironment(slices, facts.env),
    times: {
      started: facts.started.toISOString(),
      finished: facts.finished.toISOString(),
      tasks: Object.assign({}, ...slices.map(({ partial }) => partial.manifest.times.tasks)) as Record<
        string,
        number
      >,
    },
  };
}

/** Only the slice itself has seen them. */
function ofSecondBuilds(slices: readonly ReadSlice[]): Finding[] {
  const codes: readonly string[] = reproduction.codes;
  return slices.flatMap(({ partial }) =>
    partial.manifest.findings
      .filter(({ code }) => codes.includes(code))
      .map(({ code, severity, artifact, member, message, hint }) => ({
        ...{ code, severity, artifact, message, hint },
        ...(member === undefined ? {} : { member }),
      })),
  );
}

function contractFor({ project, plan, collection }: GatheredFacts): BuildRecord["contract"] {
  const { config, lock } = project;
  const targets = plan.slices
    .flatMap((slice) => slice.targets.flatMap((id) => parseTarget(id) ?? []))
    .sort(compareTargets);
  const built = collection.artifacts.flatMap(({ artifact, record }) =>
    artifact.kind === "wheel"
      ? record.targets.flatMap((id) => {
          const target = parseTarget(id);
          return target ? [{ target, name: artifact.name }] : [];
        })
      : [],
  );
  const kinds = assumeKinds(targets, { ...learnKinds(built), ...lock.facts.kinds });
  const fallbackAt = plan.slices.find(({ fallback }) => fallback)?.targets[0];
  const optional = (target: (typeof targets)[number]) => optionsFor(config, target).optional;
  return contractOf(
    assignWheels(targets, kinds, () => true),
    kinds,
    optional,
    { sdist: true, fallbackAt },
  );
}
