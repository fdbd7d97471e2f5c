/** The licence of a project, as its metadata states it. */

import type { CoreMetadata } from "./core-metadata.ts";
import { valueOf } from "./core-metadata.ts";
import { parseLicenseExpression } from "./fields/license-expression.ts";

export type StatedLicence =
  /** License-Expression (PEP 639). */
  | { readonly kind: "expression"; readonly text: string; readonly valid: boolean }
  /** Classifiers, the part behind `License ::`; they often leave the version open. */
  | { readonly kind: "classifiers"; readonly names: readonly [string, ...string[]] }
  /** The free text of the old `License` field, its first line. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none" };

const longest = 120;

export function statedLicence(metadata: CoreMetadata): StatedLicence {
  const { licenseExpression, classifiers, headers } = metadata;
  if (licenseExpression !== undefined) {
    const valid = !("problem" in parseLicenseExpression(licenseExpression));
    return { kind: "expression", text: licenseExpression, valid };
  }
  const [first, ...others] = classifiers
    .filter((classifier) => classifier.startsWith("License :: "))
    .map((classifier) => classifier.slice("License :: ".length))
    // A folder of the list, which says no more than that there is a licence.
    .filter((name) => name !== "OSI Approved");
  if (first !== undefined) return { kind: "classifiers", names: [first, ...others] };
  const text = valueOf(headers, "License")?.split("\n")[0]?.trim() ?? "";
  return text === "" || /^unknown$/i.test(text)
    ? { kind: "none" }
    : { kind: "text", text: text.length > longest ? `${text.slice(0, longest)}…` : text };
}

/** For people; `undefined` where nothing is stated. */
export function licenceWords(licence: StatedLicence): string | undefined {
  switch (licence.kind) {
    case "expression":
      return licence.valid ? licence.text : `${licence.text} (no valid SPDX expression)`;
    case "classifiers":
      return `${licence.names.join("; ")} (classifiers)`;
    case "text":
      return `${licence.text} (License field)`;
    case "none":
      return undefined;
  }
}
