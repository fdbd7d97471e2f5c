/** What the specification asks of each field's value; the same verdicts as Python's `packaging` gives. */

import { isProjectName, normalizeVersion } from "../../tags/project-name.ts";
import { parseContentType } from "./content-type.ts";
import { importNameProblem } from "./import-name.ts";
import { isMetadataVersion, knownField, metadataVersions } from "./known-fields.ts";
import { parseLicenseExpression } from "./license-expression.ts";
import { parseRequirement } from "./requirement.ts";
import { invalidSpecifier } from "./specifiers.ts";

/** Says what is wrong with a value, without naming it or the field; `undefined` where nothing is. */
type ValueRule = (value: string) => string | undefined;

const rules = new Map<string, ValueRule>([
  [
    "metadata-version",
    (value) => (isMetadataVersion(value) ? undefined : `known are ${metadataVersions.join(", ")}`),
  ],
  ["name", projectName],
  ["version", (value) => (normalizeVersion(value) === undefined ? "it is no version (PEP 440)" : undefined)],
  ["summary", (value) => (lineEnd.test(value) ? "it has more than one line" : undefined)],
  ["description-content-type", (value) => problemOf(parseContentType(value))],
  ["dynamic", dynamic],
  ["provides-extra", projectName],
  ["requires-python", specifiers],
  ["requires-dist", (value) => problemOf(parseRequirement(value))],
  ["license-expression", (value) => problemOf(parseLicenseExpression(value))],
  ["license-file", licenseFile],
  ["import-name", importNameProblem],
  ["import-namespace", importNameProblem],
]);

/** All that Python takes for the end of a line. */
// eslint-disable-next-line no-control-regex -- they are the point
const lineEnd = /[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;

/** What is wrong with one value of a field, one sentence without a full stop; `undefined` where nothing is. */
export function valueProblem(field: string, value: string): string | undefined {
  return rules.get(field.toLowerCase())?.(value);
}

function problemOf(parsed: string | object): string | undefined {
  return typeof parsed === "object" && "problem" in parsed ? String(parsed.problem) : undefined;
}

function projectName(value: string): string | undefined {
  return isProjectName(value)
    ? undefined
    : 'a name has letters, digits, ".", "_" and "-", and begins and ends with a letter or digit';
}

function dynamic(value: string): string | undefined {
  const name = value.toLowerCase();
  if (knownField(name) === undefined) return "it is no field";
  return ["name", "version", "metadata-version"].includes(name) ? "this field is never dynamic" : undefined;
}

function specifiers(value: string): string | undefined {
  const invalid = invalidSpecifier(value);
  return invalid === undefined ? undefined : `${JSON.stringify(invalid)} is no version specifier (PEP 440)`;
}

function licenseFile(path: string): string | undefined {
  if (path.includes("..")) return 'it may not have ".."';
  if (path.includes("*")) return "it is a pattern, not a path";
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path)) return "it is not relative";
  const plain = path !== "" && !path.includes("\\") && !/(?:^|\/)(?:\.?\/|\.?$)/.test(path);
  return plain ? undefined : 'it is not written plainly, with "/" between folders';
}
