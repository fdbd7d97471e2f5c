/** `licences`: does the metadata name a licence, and does somebody state those of what the wheels bring along? */

import { bundledLibraries } from "../artifacts/bundled-libraries.ts";
import type { Component } from "../artifacts/component.ts";
import { licenceWords, statedLicence } from "../artifacts/licence.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const licences: Check = {
  name: "licences",
  title: "The project's licence is stated, and those of what its wheels bring along",
  codes: ["WW090", "WW091"],
  run: (input) => [...project(input), ...broughtAlong(input)],
};

/** Siblings have the same metadata, or a check of theirs says so: once for the set. */
function project({ wheels, sdist }: CheckInput): Finding[] {
  const [first] = [...wheels, ...(sdist ? [sdist] : [])];
  if (!first || licenceWords(statedLicence(first.metadata)) !== undefined) return [];
  const message = "its metadata has no License-Expression, no licence classifier and no License field";
  return [finding("WW090", first.name.file, message)];
}

/** How many are named; the others are in LICENCES.txt. */
const mostNamed = 5;

/**
 * Only files of others that are in a wheel: crates are named, with their licences, by the SBOM of their build back end, and
 * requirements have licences of their own. An SBOM that names packages may stand for a library under another name.
 */
function broughtAlong({ wheels, components }: CheckInput): Finding[] {
  if (components === undefined) return [];
  const unstated = new Map<string, { readonly component: Component; readonly file: string }>();
  for (const wheel of wheels) {
    const all = components[wheel.name.file] ?? [];
    if (all.some(({ kind, licence }) => kind === "package" && licence !== undefined)) continue;
    for (const component of bundledLibraries(wheel)) {
      const name = nameOf(component);
      if (!unstated.has(name)) unstated.set(name, { component, file: wheel.name.file });
    }
  }
  const names = [...unstated.keys()].sort();
  const [first] = names;
  if (first === undefined) return [];
  const one = unstated.get(first);
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : "";
  const where = names.length === 1 && one ? ` in ${one.component.source}` : "";
  const message = `no licence is stated for ${names.slice(0, mostNamed).join(", ")}${more}${where}`;
  return [finding("WW091", names.length === 1 ? one?.file : undefined, message)];
}

function nameOf({ name, version }: Component): string {
  return version === undefined ? name : `${name} ${version}`;
}
