/** LICENCES.txt: the licence of the project, and those of what its wheels bring along, as far as somebody states them. */

import type { Component } from "../artifacts/component.ts";
import { licenceWords, type StatedLicence } from "../artifacts/licence.ts";
import { columns, counted, section, title } from "./text-layout.ts";

export const licencesFile = "LICENCES.txt";

export interface LicenceSummary {
  readonly project: { readonly name: string; readonly version: string };
  readonly licence: StatedLicence;
  /** File name of each wheel -> what it brings along. */
  readonly components: Readonly<Record<string, readonly Component[]>>;
}

const unknown = "not stated";

export function licences({ project, licence, components }: LicenceSummary): string {
  const wheels = Object.keys(components).length;
  const inside = (kinds: readonly Component["kind"][]) => rows(components, kinds, wheels);
  return [
    title(`Licences of ${project.name} ${project.version}`),
    "\n",
    ...columns([[`${project.name} ${project.version}`, licenceWords(licence) ?? unknown]]).map(
      (line) => `${line}\n`,
    ),
    section("In the wheels", inside(["library", "package"])),
    section("Crates that Cargo.lock names; not all of them are in every wheel", inside(["crate"])),
    section("Installed beside them; each has a licence of its own", inside(["requirement"])),
    "\nOnly what metadata, and bills of materials inside the wheels, state. Nothing is guessed from texts or names.\n",
  ].join("");
}

/** Each component once, with the wheels that have it where not all do. */
function rows(
  components: LicenceSummary["components"],
  kinds: readonly Component["kind"][],
  wheels: number,
): string[] {
  const found = new Map<string, { licence: string; wheels: Set<string> }>();
  for (const [wheel, list] of Object.entries(components)) {
    for (const one of list.filter(({ kind }) => kinds.includes(kind))) {
      const name = one.requirement ?? [one.name, one.version].filter(Boolean).join(" ");
      const known = found.get(name) ?? { licence: one.licence ?? unknown, wheels: new Set() };
      if (known.licence === unknown && one.licence !== undefined) known.licence = one.licence;
      known.wheels.add(wheel);
      found.set(name, known);
    }
  }
  const lines = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => {
      const some = one.wheels.size < wheels ? ` (in ${counted(one.wheels.size, "wheel")} of ${wheels})` : "";
      return [name, kinds.includes("requirement") ? some.trim() : `${one.licence}${some}`] as const;
    });
  return columns(lines);
}
