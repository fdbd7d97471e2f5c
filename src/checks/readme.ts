/** Is there a README, and does it render? reStructuredText is judged by twine, which renders it as the index does. */

import type { CoreMetadata } from "../artifacts/core-metadata.ts";
import { parseContentType } from "../artifacts/fields/content-type.ts";
import type { AuditProblem, ToolAudit } from "../artifacts/tool-audit.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { sharedOnce } from "./shared-finding.ts";

export const readme: Check = {
  name: "readme",
  title: "The description is there and renders.",
  codes: ["WW034"],
  run: (input) => {
    const artifacts = [...input.wheels, ...(input.sdist ? [input.sdist] : [])];
    const findings = artifacts.flatMap(({ name, metadata }) => [
      ...ofText(name.file, metadata),
      ...ofTwine(name.file, input),
    ]);
    return sharedOnce(findings, artifacts.length);
  },
};

/** Signs of Markdown that mean nothing in reStructuredText: fences, and links with the address in brackets. */
const fence = /^```/m;
const link = /\[[^\]\n]{1,200}\]\(https?:\/\/[^)\s]{1,500}\)/;

function ofText(artifact: string, metadata: CoreMetadata): Finding[] {
  const say = (message: string, hint: string, severity: "warning" | "note" = "warning") => [
    finding("WW034", artifact, message, { severity, hint }),
  ];
  const text = metadata.description.trim();
  if (text === "" || text === "UNKNOWN") {
    return say(
      "it has no description: the project's page on the index will be empty",
      "name the README as `readme` of [project]",
    );
  }
  const type = metadata.descriptionContentType;
  const markdown = fence.test(text) || link.test(text);
  if (type === undefined) {
    // Whether it renders as that is twine's to say.
    const looks = markdown ? ", but looks like Markdown" : "";
    return say(
      `its README has no Description-Content-Type: it is taken for reStructuredText${looks}`,
      "say the format: `readme = { file = …, content-type = … }` of [project], or a file name that ends in .md or .rst",
      markdown ? "warning" : "note",
    );
  }
  if (parseContentType(type) !== "text/x-rst" || !fence.test(text)) return [];
  return say(
    "its README is marked as reStructuredText, but has the fences (```) of Markdown",
    "correct the content type, or write the block as `.. code-block::`",
  );
}

/** What twine says beyond what is judged here and by the core metadata already. */
const judgedHere = /long_description_content_type|`long_description` missing|invalid distribution/i;

function ofTwine(artifact: string, { audits = [] }: CheckInput): Finding[] {
  return audits
    .filter(({ tool, file }) => tool === "twine" && file === artifact)
    .flatMap((audit) => audit.problems.map((problem) => fromTwine(audit, problem)))
    .filter(({ message }) => !judgedHere.test(message));
}

function fromTwine({ file, version }: ToolAudit, { message, severity }: AuditProblem): Finding {
  const text = message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return finding("WW034", file, `${text} (twine ${version})`, { severity });
}
