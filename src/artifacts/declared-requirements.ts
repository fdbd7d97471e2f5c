/** The run-time requirements of a wheel, as components: what an installer brings beside it. */

import type { Component } from "./component.ts";
import { packageUrl } from "./component.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import { parseRequirement } from "./fields/requirement.ts";
import { normalizeName } from "../tags/project-name.ts";

/** Without versions: which one is installed is decided at each installation. What cannot be read is left out. */
export function declaredRequirements({ requiresDist }: Pick<CoreMetadata, "requiresDist">): Component[] {
  return requiresDist.flatMap((requirement): Component[] => {
    const parsed = parseRequirement(requirement);
    if ("problem" in parsed) return [];
    const name = normalizeName(parsed.name);
    return [
      {
        kind: "requirement",
        name,
        ...(parsed.url === undefined ? { purl: packageUrl("pypi", name) } : {}),
        requirement,
        ...(parsed.marker === undefined ? {} : { optional: true as const }),
        source: "Requires-Dist",
      },
    ];
  });
}
