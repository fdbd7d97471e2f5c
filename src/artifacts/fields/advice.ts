/** What everyone takes, but someone is worse off for. */

import { normalizeName } from "../../tags/project-name.ts";
import { valueOf, valuesOf, type Headers } from "../core-metadata.ts";
import { atLeast, isMetadataVersion, newestIndexed } from "./known-fields.ts";
import { parseLicenseExpression } from "./license-expression.ts";
import { shown, someOf, type MetadataProblem } from "./metadata-problem.ts";
import { parseRequirement } from "./requirement.ts";

export function advice(headers: Headers): MetadataProblem[] {
  const problems: MetadataProblem[] = [];
  const say = (field: string, message: string) => problems.push({ field, message, kind: "advice" });
  for (const problem of headers.problems) {
    say("(lines)", `${problem}, so that what follows is read as another field's text or as the README`);
  }
  const version = valueOf(headers, "Metadata-Version") ?? "";
  if (isMetadataVersion(version) && !atLeast(newestIndexed, version)) {
    say(
      "Metadata-Version",
      `Metadata-Version is ${version}: the public index may take ${newestIndexed} at most`,
    );
  }
  const unknown = headers.fields.filter(([name, value]) => value.trim() === "UNKNOWN" && name !== "Platform");
  for (const [name] of unknown) say(name, `${name} says UNKNOWN, as if it had been forgotten`);
  for (const field of ["Requires", "Provides", "Obsoletes"]) {
    if (valuesOf(headers, field).length > 0)
      say(field, `${field} is read by nobody: it was replaced by ${field}-Dist`);
  }
  extras(headers, (message) => say("Provides-Extra", message));
  const expression = parseLicenseExpression(valueOf(headers, "License-Expression") ?? "");
  if ("deprecated" in expression && expression.deprecated.length > 0) {
    say(
      "License-Expression",
      `License-Expression has ${expression.deprecated.join(", ")}, which SPDX has replaced`,
    );
  }
  return problems;
}

/** Names of extras are equal where they are normalised (PEP 685); who asks for an extra that is not listed gets nothing. */
function extras(headers: Headers, say: (message: string) => void): void {
  const listed = new Map<string, string>();
  for (const extra of new Set(valuesOf(headers, "Provides-Extra"))) {
    const same = listed.get(normalizeName(extra));
    if (same !== undefined) say(`Provides-Extra has ${shown(same)} and ${shown(extra)}, which are the same`);
    listed.set(normalizeName(extra), extra);
  }
  const version = valueOf(headers, "Metadata-Version") ?? "";
  const loose = [...listed].filter(([normal, extra]) => normal !== extra).map(([, extra]) => extra);
  if (loose.length > 0 && isMetadataVersion(version) && atLeast(version, "2.3")) {
    say(`Provides-Extra ${someOf(loose)} is not normalised, as version 2.3 of the metadata wants it`);
  }
  const asked = new Map<string, string>();
  for (const value of valuesOf(headers, "Requires-Dist")) {
    const requirement = parseRequirement(value);
    if ("problem" in requirement) continue;
    for (const extra of requirement.markerExtras) asked.set(normalizeName(extra), extra);
  }
  const missing = [...asked].filter(([normal]) => !listed.has(normal)).map(([, extra]) => extra);
  if (missing.length > 0)
    say(
      `Requires-Dist is made conditional on the extra ${someOf(missing)}, which Provides-Extra does not list`,
    );
}
