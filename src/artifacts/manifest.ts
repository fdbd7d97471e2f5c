/** manifest.json: the finished set of artifacts with digests. Its own SHA-256 is what is approved, signed and promoted. */

import { z } from "zod";

import { compareFindings } from "../checks/finding.ts";
import { formatTag } from "../tags/wheel-name.ts";
import { canonicalJson } from "./canonical-json.ts";
import { sha256Text } from "./digest.ts";
import { manifestSchema, type Manifest } from "./manifest-schema.ts";
import type { ArtifactRecord, BuildRecord, CiRecord } from "./record.ts";

export const manifestFile = "manifest.json";

/** Everything that can come in another order is sorted, so that two runs of one commit differ in `times` and `environment.ci` only. */
export function makeManifest(record: BuildRecord): Manifest {
  const { environment } = record;
  const { commit, dirty, ci, network, slices, ...rest } = environment;
  return {
    version: 1,
    project: { ...record.project },
    artifacts: record.artifacts.map(makeArtifact).sort((a, b) => compare(a.file, b.file)),
    ...(record.documents === undefined
      ? {}
      : {
          documents: record.documents
            .map((document) => ({ ...document }))
            .sort((a, b) => compare(a.file, b.file)),
        }),
    contract: {
      mode: record.contract.mode,
      artifacts: record.contract.artifacts.map((expected) =>
        expected.kind === "sdist" ? { ...expected } : { ...expected, targets: [...expected.targets] },
      ),
    },
    findings: [...record.findings].sort(compareFindings).map(({ artifact, ...finding }) => ({
      ...finding,
      ...(artifact === undefined ? {} : { artifact }),
    })),
    turnedDown: record.turnedDown.map((one) => ({ ...one })),
    notRun: record.notRun.map((one) => ({ ...one })),
    environment: {
      ...rest,
      ...(commit === undefined ? {} : { commit }),
      ...(dirty === undefined ? {} : { dirty }),
      ...(ci === undefined ? {} : { ci: definedOf(ci) }),
      ...(slices === undefined ? {} : { slices: slices.map((slice) => ({ ...slice })) }),
      network: [...network].sort((a, b) => compare(a.task, b.task)),
    },
    times: { ...record.times },
  };
}

/** JSON has no `undefined`. */
function definedOf({ commit, ref, runUrl, actor, ...rest }: CiRecord) {
  return {
    ...rest,
    ...(commit === undefined ? {} : { commit }),
    ...(ref === undefined ? {} : { ref }),
    ...(runUrl === undefined ? {} : { runUrl }),
    ...(actor === undefined ? {} : { actor }),
  };
}

function makeArtifact({ reproduction, ...artifact }: ArtifactRecord): Manifest["artifacts"][number] {
  return {
    ...artifact,
    ...(reproduction === undefined
      ? {}
      : {
          reproduction: {
            ...reproduction,
            varied: [...reproduction.varied],
            unvaried: [...reproduction.unvaried],
          },
        }),
    tags: artifact.tags.map(formatTag),
    targets: [...artifact.targets],
    // The tests of one target keep the order in which they ran.
    tests: [...artifact.tests].sort((a, b) => compare(a.target, b.target)),
    untested: [...artifact.untested].sort((a, b) => compare(a.target, b.target)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The text of manifest.json. */
export function formatManifest(manifest: Manifest): string {
  return canonicalJson(manifest);
}

/** Hex SHA-256 of manifest.json, the same as `sha256sum manifest.json` gives. */
export function manifestDigest(text: string): string {
  return sha256Text(text);
}

/** Reads manifest.json; a newer version or another shape is `malformed`, with the first problems. */
export function parseManifest(text: string): Manifest | { readonly malformed: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { malformed: `it is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const version = typeof data === "object" && data !== null && "version" in data ? data.version : undefined;
  if (version !== 1)
    return {
      malformed: `its version is ${version === undefined ? "missing" : JSON.stringify(version)}, this Wheelway reads 1`,
    };
  const parsed = manifestSchema.safeParse(data);
  return parsed.success ? parsed.data : { malformed: z.prettifyError(parsed.error) };
}
