/** The statements (in-toto, v1) that are signed for each published file: who publishes it, and how it was built. */

import { provenancePredicate, publishPredicate } from "../services.ts";
import { canonicalJson, type Json } from "./canonical-json.ts";

export const statementType = "https://in-toto.io/Statement/v1";
/** Of a DSSE envelope that holds a statement. */
export const statementMediaType = "application/vnd.in-toto+json";

export interface Subject {
  readonly file: string;
  /** Hex. */
  readonly sha256: string;
}

/** "This identity publishes this file" (PEP 740; the index's own predicate has no content). */
export function publishStatement(subject: Subject): string {
  return statement(subject, publishPredicate, null);
}

/**
 * SLSA provenance of one file, from the set's provenance.json: indexes take statements about one subject alone. `undefined`
 * where that document is none, or is not about this file.
 */
export function provenanceStatement(subject: Subject, document: string): string | undefined {
  const read = readProvenance(document);
  const about = read?.subject.some(
    ({ name, digest }) => name === subject.file && digest["sha256"] === subject.sha256,
  );
  if (!read || about !== true) return undefined;
  const { predicate } = read;
  const { internalParameters, ...definition } = predicate.buildDefinition;
  const signed = { ...internalParameters, signed: true, buildLevel: level };
  return statement(subject, provenancePredicate, {
    ...predicate,
    buildDefinition: { ...definition, internalParameters: signed },
  });
}

/** What signing adds: whose run it was. The run itself still wrote it, so that the level stays. */
const level = {
  claimed: "SLSA_BUILD_LEVEL_1",
  why: "the provenance says how the artifacts were built, and is signed by the identity of the run that released them; that run could have written anything",
};

type Members = Readonly<Record<string, Json | undefined>>;

interface Provenance {
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicate: Members & {
    readonly buildDefinition: Members & { readonly internalParameters?: Members };
  };
}

/** Its digest stands in the manifest: only its shape is looked at. */
function readProvenance(document: string): Provenance | undefined {
  try {
    const data = JSON.parse(document) as Provenance & Readonly<Record<string, unknown>>;
    const fits =
      data["_type"] === statementType &&
      data["predicateType"] === provenancePredicate &&
      Array.isArray(data.subject) &&
      typeof data.predicate.buildDefinition === "object";
    return fits ? data : undefined;
  } catch {
    return undefined;
  }
}

function statement({ file, sha256 }: Subject, predicateType: string, predicate: Json): string {
  return canonicalJson({
    _type: statementType,
    subject: [{ name: file, digest: { sha256 } }],
    predicateType,
    predicate,
  });
}
