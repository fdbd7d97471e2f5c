/** What a wheel declares of itself, in forms in which equal meanings are equal texts. */

import type { Wheel } from "../artifacts/archive.ts";
import { valueOf, type CoreMetadata } from "../artifacts/core-metadata.ts";
import { parseEntryPoints } from "../artifacts/entry-points.ts";
import { parseRequirement } from "../artifacts/fields/requirement.ts";
import { normalizeName } from "../tags/project-name.ts";

/** Requirements without an extra, normalised: `idna[all]<4,>=2;python_version<"3.9"` by `idna`. */
export function requirementsOf(metadata: CoreMetadata): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of metadata.requiresDist) {
    const requirement = parseRequirement(text);
    if ("problem" in requirement || requirement.markerExtras.length > 0) continue;
    const { extras, specifier, url, marker } = requirement;
    const name = normalizeName(requirement.name);
    const chosen = extras.length > 0 ? `[${extras.map(normalizeName).sort().join(",")}]` : "";
    const versions = specifier.replace(/\s+/g, "").split(",").sort().join(",");
    const where = url === undefined ? "" : ` @ ${url}`;
    const condition =
      marker === undefined ? "" : `; ${marker.trim().replace(/\s+/g, " ").replaceAll("'", '"')}`;
    const one = `${name}${chosen}${versions}${where}${condition}`;
    // The same project may be asked for under several conditions.
    const before = found.get(name);
    found.set(name, before === undefined ? one : [before, one].sort().join(" and "));
  }
  return found;
}

/** `Requires-Python` with its clauses in one order; "" where there is none. */
export function requiresPythonOf({ requiresPython = "" }: CoreMetadata): string {
  return requiresPython.replace(/\s+/g, "").split(",").sort().join(",");
}

export function extrasOf(metadata: CoreMetadata): string[] {
  return metadata.providesExtra.map((extra) => normalizeName(extra.trim())).sort();
}

export function summaryOf({ headers }: CoreMetadata): string {
  return (valueOf(headers, "Summary") ?? "").trim().replace(/\s+/g, " ");
}

/** `console_scripts: demo`; a Python version in a name (`demo-3.12`, `demo3`) is left out, since some wheels are for one Python. */
export function entryPointsOf({ texts, distInfo }: Wheel): string[] {
  const { groups } = parseEntryPoints(texts[`${distInfo}/entry_points.txt`] ?? "");
  const names = [...groups].flatMap(([group, entries]) =>
    [...entries.keys()].map((name) => `${group}: ${name.replace(/-?\d(?:\.\d+)?$/, "")}`),
  );
  return [...new Set(names)].sort();
}
