/** Verifies the attestations that an index has of a release (PEP 740): signature, digest, and who published it. */

import { readFile } from "node:fs/promises";
import pLimit from "p-limit";
import type { AttestedFile, Attestations, IdentityPolicy, Publisher } from "../artifacts/attestation.ts";
import { policyProblem, publisherWords } from "../artifacts/attestation.ts";
import type { VerifySignature } from "../artifacts/attestation-signature.ts";
import type { IndexedFile, IndexListing } from "../artifacts/index-listing.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import { statementProblem, type ProvenanceObject } from "../artifacts/provenance-object.ts";
import type { FileFact } from "../checks/check.ts";
import { fetchProvenance } from "../clients/attestations.ts";
import type { Http } from "../clients/http.ts";
import type { IndexAddress } from "../clients/package-index.ts";
import { fetchTrustedRoot } from "../clients/trusted-root.ts";
import { WheelwayError } from "../errors.ts";
import { identityIssuers } from "../services.ts";
import { counted } from "../report/text-layout.ts";

export interface AttestationOptions {
  readonly http: Http;
  readonly index: IndexAddress;
  readonly signal: AbortSignal;
  readonly cacheDir: string;
  readonly policy: IdentityPolicy | undefined;
  /** Path of a JSON file in the place of the root of Sigstore's public instance. */
  readonly trustedRoot: string | undefined;
  /** Files of the release before, of the same index. */
  readonly before: { readonly version: string; readonly files: readonly IndexedFile[] } | undefined;
}

export interface VerifiedAttestations {
  /** `undefined` where nothing could be found out. */
  readonly attestations: Attestations | undefined;
  readonly notRun: readonly NotRun[];
}

const fetchedAtOnce = 6;

/** Throws "usage-invalid" for a trusted root that is none. */
export async function verifyAttestations(
  files: readonly FileFact[],
  listing: IndexListing,
  options: AttestationOptions,
): Promise<VerifiedAttestations> {
  const indexed = new Map(listing.files.map((one) => [one.file, one]));
  const known = files.filter(({ file }) => indexed.has(file));
  if (known.length === 0) return { attestations: undefined, notRun: [] };
  const limit = pLimit(fetchedAtOnce);
  const fetched = await Promise.all(
    known.map((fact) => limit(async () => ({ fact, answer: await ask(indexed.get(fact.file), options) }))),
  );
  const someFound = fetched.some(({ answer }) => "found" in answer);
  const root = someFound ? await verifierFor(options) : undefined;
  const verdicts: AttestedFile[] = [];
  const unreachable: string[] = [];
  for (const { fact, answer } of fetched) {
    if ("unreachable" in answer) unreachable.push(answer.unreachable);
    else verdicts.push(...judge(fact, answer, root && "verify" in root ? root.verify : undefined));
  }
  const before = verdicts.some(({ state }) => state === "absent")
    ? await publishersBefore(options)
    : undefined;
  return {
    attestations: { files: verdicts, policy: options.policy, before },
    notRun: [
      ...(root && "why" in root ? [withoutRoot(root.why)] : []),
      ...(unreachable.length === 0 ? [] : [withoutAnswer(unreachable)]),
    ],
  };
}

type Answer = Awaited<ReturnType<typeof fetchProvenance>>;

async function ask(file: IndexedFile | undefined, options: AttestationOptions): Promise<Answer> {
  return file?.provenance === undefined ? { absent: true } : fetchProvenance(file.provenance, options);
}

/** Empty where a signature would have to be verified and cannot be: silence, which `notRun` explains. */
function judge(
  { file, sha256 }: FileFact,
  answer: Exclude<Answer, { readonly unreachable: string }>,
  verify: VerifySignature | undefined,
): AttestedFile[] {
  if ("absent" in answer) return [{ file, state: "absent" }];
  if ("malformed" in answer)
    return [
      {
        file,
        state: "invalid",
        why: `what the index has as its provenance cannot be read (${answer.malformed})`,
      },
    ];
  const publishers: Publisher[] = [];
  for (const bundle of answer.found.attestation_bundles) {
    for (const attestation of bundle.attestations) {
      const problem = statementProblem(attestation.envelope.statement, file, sha256);
      if (problem !== undefined) return [{ file, state: "invalid", why: problem }];
      if (!verify) continue;
      const signer = verify(attestation);
      if ("invalid" in signer)
        return [{ file, state: "invalid", why: `its signature does not hold: ${signer.invalid}` }];
      const { environment } = bundle.publisher;
      // What the certificate proves must be what the index says; of an unknown issuer the names are not known.
      if (
        identityIssuers.some(({ kind }) => kind === signer.kind) &&
        policyProblem(bundle.publisher, { ...signer, repository: signer.repository ?? "", environment }) !==
          undefined
      )
        return [
          {
            file,
            state: "invalid",
            why: `the index says that ${publisherWords(bundle.publisher)} published it, its certificate says ${publisherWords(signer)}`,
          },
        ];
      publishers.push({ ...signer, environment });
    }
  }
  const [first, ...others] = publishers;
  return first ? [{ file, state: "valid", publishers: [first, ...others] }] : [];
}

async function verifierFor({
  trustedRoot,
  cacheDir,
}: AttestationOptions): Promise<{ readonly verify: VerifySignature } | { readonly why: string }> {
  const { signatureVerifier } = await import("../artifacts/attestation-signature.ts");
  if (trustedRoot === undefined) {
    const fetched = await fetchTrustedRoot(cacheDir);
    return "why" in fetched ? fetched : { verify: signatureVerifier(fetched.root) };
  }
  try {
    return { verify: signatureVerifier(await readFile(trustedRoot, "utf8")) };
  } catch (cause) {
    throw new WheelwayError("usage-invalid", {
      message: `${trustedRoot} is no trusted root of Sigstore`,
      why: cause instanceof Error ? cause.message : String(cause),
      next: "Give the file trusted_root.json of a Sigstore instance, or leave --trusted-root out.",
      cause,
    });
  }
}

/** As its index says: it only tells whether there were any, and who is to be asked. */
async function publishersBefore(options: AttestationOptions): Promise<Attestations["before"]> {
  const attested = options.before?.files.find(({ provenance }) => provenance !== undefined);
  if (!options.before || !attested) return undefined;
  const answer = await ask(attested, options);
  if (!("found" in answer)) return undefined;
  return { version: options.before.version, publishers: statedIn(answer.found) };
}

function statedIn({ attestation_bundles: bundles }: ProvenanceObject): Publisher[] {
  return bundles.map(({ publisher }) => publisher);
}

function withoutRoot(why: string): NotRun {
  return {
    what: "the signatures of attestations",
    why: `the trusted root of Sigstore cannot be had: ${why}`,
    remedy: "give it by --trusted-root FILE",
  };
}

function withoutAnswer(reasons: readonly string[]): NotRun {
  return {
    what: `the attestations of ${counted(reasons.length, "file")}`,
    why: `the index did not give them: ${reasons[0] ?? ""}`,
    remedy: "run it again later",
  };
}
