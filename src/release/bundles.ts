/** Signature bundles and attestations of a release: files of its folder, read where they are used. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { signerOf } from "../artifacts/bundle-signer.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { attestationText, readBundle } from "../artifacts/sigstore-bundle.ts";
import { WheelwayError } from "../errors.ts";
import type { FactValue } from "./facts.ts";
import { bundleFolder, uploadFolder } from "./folders.ts";
import { provenanceName } from "./signatures.ts";
import type { Release } from "./step.ts";

type Stored = FactValue<"bundles">[number];
type Reading = Pick<Release, "known" | "folder">;

/**
 * The attestations (JSON texts, PEP 740) that go out with a file: all of one identity, since an index holds each against the
 * publisher of the upload. Throws `approval-void` for one that was changed.
 */
export async function attestationsOf(release: Reading, file: string): Promise<readonly string[]> {
  const of = (all: readonly Stored[] | undefined) => (all ?? []).filter((one) => one.for === file);
  const bundles = of(release.known("bundles"));
  const own = of(release.known("attestations")).at(0);
  const attached = bundles.find(({ kind }) => kind === "attestation");
  const publication = own
    ? await storedText(own, uploadFolder(release))
    : attached && (await storedText(attached, bundleFolder(release)));
  if (publication === undefined) return [];
  const built = bundles.find((one) => one.file === provenanceName(file));
  if (!built) return [publication];
  const provenance = attestationText(readBundle(JSON.parse(await storedText(built, bundleFolder(release)))));
  return signerOf(provenance) === signerOf(publication) ? [publication, provenance] : [publication];
}

async function storedText({ file, sha256 }: Stored, folder: string): Promise<string> {
  const text = await readFile(join(folder, file), "utf8");
  if (sha256Text(text) === sha256) return text;
  throw new WheelwayError("approval-void", {
    message: `${file} was changed after it was signed`,
    next: "Put it back from the forge's draft, or start the release again.",
  });
}
