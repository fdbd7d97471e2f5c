/** What the public index asks beyond the specification; the rules of its upload, as its own source has them. */

import { valueOf, valuesOf, type Headers } from "../core-metadata.ts";
import { contactProblem } from "./contact.ts";
import { shown, type MetadataProblem } from "./metadata-problem.ts";
import { parseRequirement } from "./requirement.ts";
import { webAddressProblem } from "./web-address.ts";

/** Characters. */
const longestSummary = 512;
const longestLabel = 32;

/** Classifiers and local versions are judged elsewhere: their remedies differ. */
export function indexProblems(headers: Headers): MetadataProblem[] {
  const problems: MetadataProblem[] = [];
  const say = (field: string, message: string) =>
    problems.push({ field, message: `${field} ${message}`, kind: "unindexed" });
  if (valueOf(headers, "Name") === "UNKNOWN") say("Name", "is UNKNOWN");
  const summary = valueOf(headers, "Summary") ?? "";
  if (Array.from(summary).length > longestSummary)
    say("Summary", `is longer than ${longestSummary} characters`);
  for (const field of ["Author-email", "Maintainer-email"]) {
    const problem = contactProblem(given(headers, field));
    if (problem !== undefined) say(field, `is no address: ${problem}`);
  }
  for (const field of ["Home-page", "Download-URL"]) {
    const address = given(headers, field);
    const problem = address === "" ? undefined : webAddressProblem(address);
    if (problem !== undefined) say(field, `${shown(address)} is no address of a page: ${problem}`);
  }
  for (const value of valuesOf(headers, "Project-URL")) {
    const problem = projectUrlProblem(value);
    if (problem !== undefined) say("Project-URL", `${shown(value)} ${problem}`);
  }
  for (const field of ["Requires-Dist", "Provides-Dist", "Obsoletes-Dist"]) {
    for (const value of valuesOf(headers, field)) {
      const requirement = parseRequirement(value);
      if ("problem" in requirement) {
        // Of Requires-Dist the specification asks it already.
        if (field !== "Requires-Dist") say(field, `${shown(value)} is not valid: ${requirement.problem}`);
      } else if (requirement.url !== undefined) say(field, `${shown(value)} names an address, not a version`);
    }
  }
  if (valuesOf(headers, "Dynamic").some((field) => field.toLowerCase() === "dynamic")) {
    say("Dynamic", "may not name itself");
  }
  if (given(headers, "License") !== "" && given(headers, "License-Expression") !== "") {
    say("License", "may not stand beside License-Expression");
  }
  return problems;
}

/** The index drops fields that are empty or UNKNOWN before it looks at them. */
function given(headers: Headers, field: string): string {
  const value = valueOf(headers, field) ?? "";
  return value === "UNKNOWN" ? "" : value;
}

function projectUrlProblem(value: string): string | undefined {
  const comma = value.indexOf(",");
  const label = (comma === -1 ? value : value.slice(0, comma)).trim();
  const address = comma === -1 ? "" : value.slice(comma + 1).trim();
  if (label === "") return "has no label before its comma";
  if (Array.from(label).length > longestLabel) return `has a label of more than ${longestLabel} characters`;
  if (address === "") return 'has no address: it should be "label, address"';
  const problem = webAddressProblem(address);
  return problem === undefined ? undefined : `is no address of a page: ${problem}`;
}
