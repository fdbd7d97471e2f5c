/** Proves that the attestations which an index shows are valid and of these files, as anybody can see them. */

import type { IndexedFile } from "../../artifacts/index-listing.ts";
import { publisherWords, type AttestedFile } from "../../artifacts/attestation.ts";
import type { UploadIndex } from "../../clients/upload-index.ts";
import { WheelwayError } from "../../errors.ts";
import type { ReleaseFile } from "../facts.ts";
import type { Release } from "../step.ts";

/** @throws WheelwayError "release-conflict" where one is not valid */
export async function verifyAttested(
  release: Release,
  index: UploadIndex,
  listed: ReadonlyMap<string, IndexedFile>,
): Promise<void> {
  const { ports, signal } = release;
  const files = release
    .fact("manifest")
    .files.filter(
      ({ file }) => listed.get(file)?.provenance !== undefined || wasAttested(release, index, file),
    );
  if (files.length === 0 || !ports.attested) return;
  const { judged, unjudged } = await ports.attested(
    { index: index.name, files, listed: [...listed.values()] },
    signal,
  );
  const invalid = judged.filter((one) => one.state === "invalid");
  if (invalid.length > 0) throw notValid(index.name, invalid);
  for (const { file } of judged.filter(({ state }) => state === "absent"))
    await release.warn(`${index.name} does not show the attestations that went out with ${file}`);
  for (const why of unjudged) await release.warn(`attestations on ${index.name} were not verified: ${why}`);
  const valid = judged.flatMap((one) => (one.state === "valid" ? [one] : []));
  const [first] = valid;
  if (!first) return;
  const [publisher] = first.publishers;
  release.say(
    `attestations of ${valid.length} files on ${index.name} verified: ${publisherWords(publisher)}`,
  );
}

/** Did attestations go out with it, as far as this machine knows? */
function wasAttested({ journal }: Release, index: UploadIndex, file: ReleaseFile["file"]): boolean {
  const { receipt } = journal.effect(`upload:${index.name}:${file}`);
  return Number(receipt?.receipt["attestations"] ?? 0) > 0;
}

function notValid(
  index: string,
  invalid: readonly Extract<AttestedFile, { state: "invalid" }>[],
): WheelwayError {
  return new WheelwayError("release-conflict", {
    message: `${index} shows attestations that are not valid`,
    why: invalid.map(({ file, why }) => `${file}: ${why}`).join("\n"),
    next: "Find out who made them, and tell those who run the index; do not announce the release.",
  });
}
