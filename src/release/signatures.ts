/** Everything that is signed of a release: which files, under which names, and what belongs to them. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { attestationProblem, bundleProblem } from "../artifacts/bundle-problem.ts";
import { manifestFile } from "../artifacts/manifest.ts";
import { provenanceStatement, publishStatement } from "../artifacts/signed-statement.ts";
import type { Signer } from "../clients/signing.ts";
import { isThere } from "../files.ts";
import { provenanceFile } from "../report/provenance.ts";
import type { FactValue } from "./facts.ts";
import { distFolder } from "./folders.ts";
import type { Release } from "./step.ts";

type Bundle = FactValue<"bundles">[number];

/** One signature that is to be stored; `for` is the file that it belongs to. */
export interface Signature extends Pick<Bundle, "for" | "file" | "kind"> {
  readonly make: (signer: Signer, signal: AbortSignal) => Promise<string>;
  /** Why a text is no such signature of this file; `undefined` where it is. */
  readonly problem: (text: string) => Promise<string | undefined>;
}

/** Names that the field's own tools know: cosign and sigstore, uv and twine. */
export const bundleName = (file: string) => `${file}.sigstore.json`;
export const provenanceName = (file: string) => `${file}.provenance.sigstore.json`;
export const attestationName = (file: string) => `${file}.publish.attestation`;

/**
 * For each artifact a bundle, the attestation of its publication (PEP 740) and, where Wheelway built it, its provenance (SLSA);
 * a bundle of the manifest.
 */
export async function signaturesOf(release: Pick<Release, "fact" | "folder">): Promise<readonly Signature[]> {
  const { digest, files } = release.fact("manifest");
  const dist = distFolder(release);
  const document = await readFile(join(dist, provenanceFile), "utf8").catch(() => undefined);
  const manifest = (await isThere(join(dist, manifestFile))) ? [{ file: manifestFile, sha256: digest }] : [];
  const artifacts = files.filter(({ kind }) => kind !== "other");
  const bundles = [...artifacts, ...manifest].map(({ file, sha256 }): Signature => {
    const path = join(dist, file);
    const signed = { file, sha256, content: () => readFile(path) };
    return {
      for: file,
      file: bundleName(file),
      kind: "sigstore",
      make: (signer, signal) => signer.signFile(path, signal),
      problem: (text) => bundleProblem(text, signed),
    };
  });
  const attestations = artifacts.map(({ file, sha256 }): Signature => {
    const subject = { file, sha256 };
    return {
      for: file,
      file: attestationName(file),
      kind: "attestation",
      make: async (signer, signal) =>
        (await signer.signStatement(publishStatement(subject), signal)).attestation,
      problem: (text) => Promise.resolve(attestationProblem(text, subject)),
    };
  });
  const provenances = artifacts.flatMap(({ file, sha256 }): Signature[] => {
    const statement = document === undefined ? undefined : provenanceStatement({ file, sha256 }, document);
    if (statement === undefined) return [];
    const signed = { file, sha256, content: () => readFile(join(dist, file)) };
    return [
      {
        for: file,
        file: provenanceName(file),
        kind: "sigstore",
        make: async (signer, signal) => (await signer.signStatement(statement, signal)).bundle,
        problem: (text) => bundleProblem(text, signed),
      },
    ];
  });
  return [...bundles, ...attestations, ...provenances];
}
