/** Are the fields of METADATA and PKG-INFO what their specification and the public index want? */

import type { Headers } from "../artifacts/core-metadata.ts";
import { metadataProblems } from "../artifacts/fields/metadata-problems.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { sharedOnce } from "./shared-finding.ts";

export const coreMetadata: Check = {
  name: "core-metadata",
  title: "Every field of the core metadata is valid, and is one that the index takes.",
  codes: ["WW030", "WW031"],
  run: (input) => {
    const artifacts = [...input.wheels, ...(input.sdist ? [input.sdist] : [])];
    const findings = artifacts.flatMap(({ name, metadata }) => judge(name.file, metadata.headers, input));
    return sharedOnce(findings, artifacts.length);
  },
};

/** Enough to see what is wrong; a file made to be hostile could have thousands. */
const most = 25;

function judge(artifact: string, headers: Headers, { forRelease }: CheckInput): Finding[] {
  const indexed = forRelease === true || !isPrivate(headers);
  const problems = metadataProblems(headers).filter(({ kind }) => kind !== "unindexed" || indexed);
  const findings = problems
    .slice(0, most)
    .map(({ kind, message }) => finding(kind === "advice" ? "WW031" : "WW030", artifact, message));
  if (problems.length <= most) return findings;
  return [
    ...findings,
    finding("WW030", artifact, `its metadata has ${problems.length - most} more problems`),
  ];
}

/** `Private :: Do Not Upload` is no classifier on purpose: the index refuses what has it. */
function isPrivate({ fields }: Headers): boolean {
  return fields.some(([name, value]) => name.toLowerCase() === "classifier" && /^private ::/i.test(value));
}
