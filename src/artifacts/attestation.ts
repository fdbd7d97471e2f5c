/** What is known of the attestations of one published file (PEP 740), and who may have made them. */

/** Who published, in the words of PEP 740's publisher objects. */
export interface Publisher {
  /** "GitHub", "GitLab", "Google"; for others the issuer's address. */
  readonly kind: string;
  /** `owner/name`, without a host; an e-mail address for Google. */
  readonly repository: string | undefined;
  /** File of the workflow, without its folder for GitHub; with it for GitLab. */
  readonly workflow: string | undefined;
  /** What the index says; no certificate proves it. */
  readonly environment: string | undefined;
}

/** Who must have published: what is left out may be anything. */
export interface IdentityPolicy {
  readonly kind: string;
  readonly repository: string;
  readonly workflow?: string | undefined;
  readonly environment?: string | undefined;
}

export type AttestedFile =
  /** The index names no attestations of it. */
  | { readonly file: string; readonly state: "absent" }
  /** Every attestation is valid; the publishers are those of the certificates. */
  | {
      readonly file: string;
      readonly state: "valid";
      readonly publishers: readonly [Publisher, ...Publisher[]];
    }
  /** One sentence without a full stop. */
  | { readonly file: string; readonly state: "invalid"; readonly why: string };

/** What the checks need to know of the attestations of a release. */
export interface Attestations {
  readonly files: readonly AttestedFile[];
  readonly policy: IdentityPolicy | undefined;
  /** The release before this one, where it has attestations; publishers as its index says, unverified. */
  readonly before: { readonly version: string; readonly publishers: readonly Publisher[] } | undefined;
}

/** For people: `pypa/packaging (GitHub, release.yml, environment pypi)`. */
export function publisherWords({
  kind,
  repository,
  workflow,
  environment,
}: Publisher | IdentityPolicy): string {
  const details = [kind, workflow, environment && `environment ${environment}`].filter(Boolean).join(", ");
  return repository === undefined ? details : `${repository} (${details})`;
}

/** What of a publisher is not as the policy asks; `undefined` where all is. Forges do not tell cases of names apart. */
export function policyProblem(publisher: Publisher, policy: IdentityPolicy): string | undefined {
  const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();
  const fits =
    same(publisher.kind, policy.kind) &&
    same(publisher.repository, policy.repository) &&
    (policy.workflow === undefined || publisher.workflow === policy.workflow) &&
    (policy.environment === undefined || publisher.environment === policy.environment);
  return fits
    ? undefined
    : `it was published from ${publisherWords(publisher)}, the policy asks for ${publisherWords(policy)}`;
}
