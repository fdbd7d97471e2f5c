/** Judges core metadata of any version: which fields stand there, how often, and what is in them. */

import type { Headers } from "../core-metadata.ts";
import { advice } from "./advice.ts";
import { indexProblems } from "./index-rules.ts";
import { atLeast, isMetadataVersion, knownField, type KnownField } from "./known-fields.ts";
import { shown, type MetadataProblem } from "./metadata-problem.ts";
import { valueProblem } from "./value-rules.ts";

/** Every problem; advice only for fields that nothing worse is said of. */
export function metadataProblems(headers: Headers): MetadataProblem[] {
  const refused = [...invalidFields(headers), ...indexProblems(headers)];
  const told = new Set(refused.map(({ field }) => field));
  return [...refused, ...advice(headers).filter(({ field }) => !told.has(field))];
}

/** Fields by their lower-case name, each with all its values. */
function byField(headers: Headers): Map<string, { readonly spelled: string; readonly values: string[] }> {
  const fields = new Map<string, { readonly spelled: string; readonly values: string[] }>();
  for (const [spelled, value] of headers.fields) {
    const known = fields.get(spelled.toLowerCase());
    if (known) known.values.push(value);
    else fields.set(spelled.toLowerCase(), { spelled, values: [value] });
  }
  return fields;
}

function invalidFields(headers: Headers): MetadataProblem[] {
  const fields = byField(headers);
  const problems: MetadataProblem[] = [];
  const say = (field: string, message: string) => problems.push({ field, message, kind: "invalid" });
  for (const required of ["Metadata-Version", "Name", "Version"]) {
    if (!fields.has(required.toLowerCase())) say(required, `${required} is missing`);
  }
  const [version = "", ...others] = fields.get("metadata-version")?.values ?? [];
  for (const { spelled, values } of fields.values()) {
    const field = knownField(spelled);
    if (field === undefined) say(spelled, `${shown(spelled)} is no field of core metadata`);
    else
      for (const message of fieldProblems(field, values, others.length === 0 ? version : ""))
        say(field.name, message);
  }
  if (fields.has("description") && headers.body !== "") {
    say("Description", "Description stands there twice: as a field and as the body");
  }
  for (const name of inBoth(fields)) {
    say("Import-Name", `${shown(name)} is both an Import-Name and an Import-Namespace`);
  }
  return problems;
}

function fieldProblems(field: KnownField, values: readonly string[], version: string): string[] {
  const { name, since } = field;
  if (!field.multiple && values.length > 1) return [`${name} stands there ${values.length} times`];
  const labels = name === "Project-URL" ? repeatedLabels(values) : [];
  if (labels.length > 0) return labels.map((label) => `Project-URL has the label ${shown(label)} twice`);
  if (isMetadataVersion(version) && !atLeast(version, since)) {
    // setuptools wrote it for years before it was specified; upload tools leave it out.
    if (name === "License-File") return [];
    return [`${name} is known since version ${since} of the metadata, but Metadata-Version is ${version}`];
  }
  // One empty Import-Name says that there is nothing to import (PEP 794).
  if (name === "Import-Name" && values.length === 1 && values[0] === "") return [];
  return [...new Set(values)].flatMap((value) => {
    const problem = valueProblem(name, value);
    return problem === undefined ? [] : [`${name} ${shown(value)} is not valid: ${problem}`];
  });
}

function repeatedLabels(values: readonly string[]): string[] {
  const labels = values.map((value) => (value.split(",")[0] ?? "").trim());
  return [...new Set(labels.filter((label, index) => labels.indexOf(label) !== index))];
}

function inBoth(fields: ReadonlyMap<string, { readonly values: readonly string[] }>): string[] {
  const names = (field: string) =>
    (fields.get(field)?.values ?? []).map((value) => (value.split(";")[0] ?? "").trim());
  const namespaces = new Set(names("import-namespace"));
  return names("import-name").filter((name) => name !== "" && namespaces.has(name));
}
