/** provenance.json: an in-toto statement with SLSA v1 provenance of the whole set. Unsigned: it claims build level 1, no more. */

import { canonicalJson, type Json } from "../artifacts/canonical-json.ts";
import { packageUrl } from "../artifacts/component.ts";
import type { BuildRecord, CiRecord } from "../artifacts/record.ts";

export const provenanceFile = "provenance.json";

/** What was built from, beside what the record holds. */
export interface BuiltFrom {
  /** The sdist that was given in the place of a project. */
  readonly sdist: { readonly file: string; readonly sha256: string } | undefined;
  /** Hex SHA-256 of wheelway.lock as the build has read it. */
  readonly lock: string | undefined;
}

/** A document that is written beside the artifacts. */
export interface Document {
  /** Path below dist/. */
  readonly file: string;
  readonly sha256: string;
}

const level = {
  claimed: "SLSA_BUILD_LEVEL_1",
  why: "the provenance says how the artifacts were built; it is not signed, and whoever ran the build could have changed it",
};

/**
 * https://in-toto.io/Statement/v1 with https://slsa.dev/provenance/v1. Times are in manifest.json alone, so that the same
 * build gives the same statement on one machine; in a CI it names the run.
 */
export function provenance(record: BuildRecord, from: BuiltFrom, documents: readonly Document[]): string {
  const { artifacts, environment, project, contract } = record;
  return canonicalJson({
    _type: "https://in-toto.io/Statement/v1",
    subject: artifacts.map(({ file, sha256 }) => resource(file, sha256)).sort(byName),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "pkg:npm/wheelway#build/v1",
        externalParameters: {
          project: { ...project },
          ...(environment.commit === undefined
            ? {}
            : { source: { commit: environment.commit, changed: environment.dirty === true } }),
          ...(environment.ci === undefined ? {} : { ci: startedBy(environment.ci) }),
          targets: contract.artifacts.flatMap((one) => (one.kind === "wheel" ? one.targets : [])),
          backend: environment.backend,
        },
        internalParameters: {
          buildLevel: level,
          signed: false,
          sourceDateEpoch: environment.sourceDateEpoch,
          network: environment.network.map(({ task, state }) => ({ task, state })),
          interpreters: { ...environment.interpreters },
        },
        resolvedDependencies: dependencies(record, from),
      },
      runDetails: {
        // A person's machine, or what says that it is that CI's: no builder that anybody else could trust.
        builder: {
          id: `pkg:npm/wheelway@${environment.wheelway}#${environment.ci?.system ?? "local"}`,
          version: { wheelway: environment.wheelway },
        },
        ...(environment.ci?.runUrl === undefined
          ? {}
          : { metadata: { invocationId: environment.ci.runUrl } }),
        byproducts: documents.map(({ file, sha256 }) => resource(file, sha256)).sort(byName),
      },
    },
  });
}

/** What the run was for, as the CI tells it: the caller gave it, and nobody has proved it. */
function startedBy({ system, event, ref, commit, actor }: CiRecord): Json {
  return {
    system,
    event,
    ...(ref === undefined ? {} : { ref }),
    ...(commit === undefined ? {} : { commit }),
    ...(actor === undefined ? {} : { actor }),
  };
}

function dependencies({ environment }: BuildRecord, { sdist, lock }: BuiltFrom): Json[] {
  const { commit, dirty, images, tools } = environment;
  const source: Json[] =
    commit === undefined
      ? []
      : [
          {
            name: "source",
            digest: { gitCommit: commit },
            ...(dirty === true ? { annotations: { changed: true } } : {}),
          },
        ];
  return [
    ...source,
    ...(sdist === undefined ? [] : [resource(sdist.file, sdist.sha256)]),
    ...(lock === undefined ? [] : [resource("wheelway.lock", lock)]),
    ...[...new Set(Object.values(images))].sort().map(image),
    ...Object.entries(tools)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, version]) => ({ name, uri: packageUrl("pypi", name, version) })),
  ];
}

/** `registry/name:tag@sha256:…`; without a digest only its name is known. */
function image(reference: string): Json {
  const [name = reference, digest] = reference.split("@sha256:");
  return digest === undefined ? { name } : resource(name, digest);
}

function resource(name: string, sha256: string): { name: string; digest: { sha256: string } } {
  return { name, digest: { sha256 } };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
