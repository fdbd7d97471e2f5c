/** `attestations`: are the attestations of a published release valid, and by whom the policy asks for? */

import {
  policyProblem,
  publisherWords,
  type Attestations,
  type AttestedFile,
} from "../artifacts/attestation.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const attestations: Check = {
  name: "attestations",
  title: "Published files have valid attestations, by the publisher that the policy asks for",
  codes: ["WW092", "WW093", "WW094", "WW095"],
  run: ({ attestations: known }) =>
    known ? [...absent(known), ...known.files.flatMap((one) => judge(one, known))] : [],
};

function judge(one: AttestedFile, { policy }: Attestations): Finding[] {
  switch (one.state) {
    case "absent":
      return [];
    case "invalid":
      return [finding("WW093", one.file, `its attestation is not valid: ${one.why}`)];
    case "valid": {
      const problems = one.publishers.flatMap(
        (publisher) => (policy && policyProblem(publisher, policy)) ?? [],
      );
      return [...new Set(problems)].map((problem) => finding("WW094", one.file, problem));
    }
  }
}

/** A policy that nothing can be held against is not met. Releases without any are told of once, not once a file. */
function absent({ files, policy, before }: Attestations): Finding[] {
  const without = files.filter(({ state }) => state === "absent");
  if (policy)
    return without.map(({ file }) =>
      finding(
        "WW094",
        file,
        `the index names no attestations of it, the policy asks for ${publisherWords(policy)}`,
      ),
    );
  if (before) {
    const who = before.publishers.map(publisherWords).join(", ");
    return without.map(({ file }) =>
      finding("WW095", file, `${before.version} had attestations from ${who}, this file has none`),
    );
  }
  if (without.length > 1 && without.length === files.length)
    return [
      finding("WW092", undefined, `the index names no attestations of any of the ${files.length} files`),
    ];
  return without.map(({ file }) => finding("WW092", file, "the index names no attestations of it"));
}
