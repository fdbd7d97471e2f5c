/** `identity`: who must have published a release, as one word of a command line. */

import type { IdentityPolicy } from "../artifacts/attestation.ts";
import { WheelwayError } from "../errors.ts";
import { identityIssuers } from "../services.ts";

const form = "KIND:REPOSITORY[:WORKFLOW[:ENVIRONMENT]]";

/** `github:demo/demo:release.yml:pypi`; an empty part may be anything. Throws "usage-invalid". */
export function parseIdentity(text: string): IdentityPolicy {
  const [kind = "", repository = "", workflow = "", environment = "", ...more] = text.split(":");
  const known = identityIssuers.find((one) => one.kind.toLowerCase() === kind.toLowerCase());
  if (!known || repository === "" || more.length > 0) {
    const kinds = identityIssuers.map((one) => one.kind.toLowerCase()).join(", ");
    throw new WheelwayError("usage-invalid", {
      message: `the identity ${JSON.stringify(text)} is no ${form}`,
      why: `Kinds are ${kinds}; the repository is \`owner/name\`, for google an e-mail address.`,
      next: "Give it as in `--identity github:owner/name:release.yml`.",
    });
  }
  return {
    kind: known.kind,
    repository,
    workflow: workflow || undefined,
    environment: environment || undefined,
  };
}
