/** The components that an SBOM inside a wheel names (PEP 770; CycloneDX JSON, as auditwheel and maturin write it). */

import { z } from "zod";
import type { Component } from "./component.ts";

const text = z.string().min(1).max(500);
const licence = z
  .object({
    expression: text.optional(),
    license: z.object({ id: text.optional() }).optional(),
  })
  .transform(({ expression, license }) => expression ?? license?.id);
const component = z.object({
  name: text,
  version: text.optional().catch(undefined),
  purl: text.regex(/^pkg:/).optional().catch(undefined),
  licenses: z.array(licence).max(20).optional().catch(undefined),
});
const bom = z.object({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.object({ component: component.optional() }).optional().catch(undefined),
  components: z.array(z.unknown()).max(20_000).default([]),
});

/**
 * Empty for what is no CycloneDX JSON; the component that stands for the wheel itself is left out.
 * @param source path of the member
 */
export function embeddedComponents(json: string, source: string): Component[] {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return [];
  }
  const parsed = bom.safeParse(data);
  if (!parsed.success) return [];
  const itself = parsed.data.metadata?.component;
  return parsed.data.components.flatMap((entry): Component[] => {
    const one = component.safeParse(entry);
    if (!one.success || (one.data.name === itself?.name && one.data.version === itself.version)) return [];
    const { name, version, purl, licenses = [] } = one.data;
    const stated = licenses.filter((each) => each !== undefined);
    return [
      {
        kind: "package",
        name,
        ...(version === undefined ? {} : { version }),
        ...(purl === undefined ? {} : { purl }),
        // Several without an operator: nobody says whether all or one of them hold.
        ...(stated.length === 0 ? {} : { licence: stated.join(", ") }),
        source,
      },
    ];
  });
}

/** Is this member an SBOM? `distInfo` is the wheel's own .dist-info folder. */
export function isEmbeddedSbom(path: string, distInfo: string): boolean {
  return path.startsWith(`${distInfo}/sboms/`) && path.endsWith(".json");
}
