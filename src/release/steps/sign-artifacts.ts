/** sign-artifacts: every signature is made and stored before anything is sent, so that no run needs a second one. */

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { signerOf } from "../../artifacts/bundle-signer.ts";
import type { Signer } from "../../clients/signing.ts";
import { syncFolder } from "../../store/synced-file.ts";
import { approvedGuard, checkUnchanged } from "../approval.ts";
import { ask } from "../ask.ts";
import { storeSignature } from "../effects/store-signature.ts";
import type { FactValue } from "../facts.ts";
import { bundleFolder, distFolder, uploadFolder } from "../folders.ts";
import { signaturesOf, type Signature } from "../signatures.ts";
import type { Release, Step } from "../step.ts";

export const signArtifacts: Step = {
  id: "sign-artifacts",
  title: "Signs every file with the identity of this run, and stores the signatures.",
  dryRun: "tells",
  skip: ({ ports }) => (ports.signer ? undefined : (ports.unsigned ?? "nobody vouches for this run")),
  outlook: ({ ports, known }) =>
    Promise.resolve({
      would: [
        `sign ${known("manifest")?.files.length ?? "all"} files as ${ports.identity?.provider ?? "this run"}`,
      ],
      problems: [],
    }),
  run: async (release) => {
    const { signer } = release.ports;
    if (!signer) return;
    await checkUnchanged(release, distFolder(release));
    const all = await signaturesOf(release);
    const bundles = await store(release, signer, all, bundleFolder(release));
    await release.learn("bundles", [...foundElsewhere(release, bundles), ...bundles]);
    const own = await othersOf(release, signer, all);
    if (own.length > 0)
      await release.learn("attestations", await store(release, signer, own, uploadFolder(release)));
    release.say(`${bundles.length} signatures stored`);
  },
};

type Stored = FactValue<"bundles">;

async function store(
  release: Release,
  signer: Signer,
  signatures: readonly Signature[],
  folder: string,
): Promise<Stored> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await syncFolder(release.folder);
  const guards = release.settings.approval === "none" ? [] : [approvedGuard(release)];
  const stored: Stored = [];
  for (const signature of signatures) {
    const { for: of, file, kind } = signature;
    const path = join(folder, file);
    const { sha256 } = await release.perform(storeSignature({ signature, path, signer, guards }));
    stored.push({ for: of, file, kind, sha256: String(sha256) });
  }
  return stored;
}

/** What another machine has signed beside, such as the provenance of a build that this one has not seen. */
function foundElsewhere(release: Release, own: Stored): Stored {
  const files = new Set(release.fact("manifest").files.map(({ file }) => file));
  return (release.known("bundles") ?? []).filter(
    (one) => files.has(one.for) && own.every(({ file }) => file !== one.file),
  );
}

/**
 * Attestations of a publication that another workflow has signed stay where they are, but an index takes only those of the
 * publisher that uploads: this run signs its own beside them.
 */
async function othersOf(
  release: Release,
  signer: Signer,
  all: readonly Signature[],
): Promise<readonly Signature[]> {
  const attestations = all.filter(({ kind }) => kind === "attestation");
  if (attestations.length === 0) return [];
  const name = await ask(release, () => signer.name(release.signal));
  const others: Signature[] = [];
  for (const attestation of attestations) {
    const text = await readFile(join(bundleFolder(release), attestation.file), "utf8");
    if (signerOf(text) !== name) others.push(attestation);
  }
  return others;
}
