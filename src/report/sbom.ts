/** The software bill of materials of one wheel: CycloneDX 1.6 as JSON, the same text for the same wheel. */

import type { Wheel } from "../artifacts/archive.ts";
import { canonicalJson, type Json } from "../artifacts/canonical-json.ts";
import { packageUrl, type Component } from "../artifacts/component.ts";
import { sha256Text } from "../artifacts/digest.ts";
import { parseLicenseExpression } from "../artifacts/fields/license-expression.ts";
import { statedLicence, type StatedLicence } from "../artifacts/licence.ts";
import { normalizeName } from "../tags/project-name.ts";

export interface SbomOptions {
  /** SOURCE_DATE_EPOCH: the only time that may stand in it. */
  readonly epoch: number;
  /** Version of Wheelway. */
  readonly wheelway: string;
}

/** Folder below dist/ for the bills of materials. */
export const sbomFolder = "sbom";

export function sbomFile(wheel: string): string {
  return `${sbomFolder}/${wheel.replace(/\.whl$/, "")}.cdx.json`;
}

export function sbom(wheel: Wheel, components: readonly Component[], options: SbomOptions): string {
  const version = wheel.metadata.version ?? wheel.name.version;
  const itself = packageUrl("pypi", normalizeName(wheel.metadata.name ?? wheel.name.name), version);
  const listed = withReferences(components, itself);
  return canonicalJson({
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialNumber(wheel.sha256),
    version: 1,
    metadata: {
      timestamp: new Date(options.epoch * 1000).toISOString(),
      lifecycles: [{ phase: "build" }],
      tools: {
        components: [{ type: "application", name: "wheelway", version: options.wheelway }],
      },
      component: {
        type: "library",
        "bom-ref": itself,
        name: wheel.metadata.name ?? wheel.name.name,
        version,
        purl: `${itself}?file_name=${encodeURIComponent(wheel.name.file)}`,
        hashes: [{ alg: "SHA-256", content: wheel.sha256 }],
        ...stated(statedLicence(wheel.metadata)),
      },
    },
    components: listed.map(({ component, ref }) => entry(component, ref)),
    dependencies: [
      { ref: itself, dependsOn: listed.map(({ ref }) => ref) },
      ...listed.map(({ ref }) => ({ ref })),
    ],
  });
}

/** Derived from the wheel: version 8 of UUIDs is for own schemes (RFC 9562). */
function serialNumber(sha256: string): string {
  const hex = sha256Text(`wheelway sbom ${sha256}`);
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${uuid.join("-")}`;
}

interface Listed {
  readonly component: Component;
  readonly ref: string;
}

/** Sorted, each once; a reference names a component by all that is known of it. */
function withReferences(components: readonly Component[], itself: string): Listed[] {
  const byRef = new Map<string, Component>();
  for (const component of components) {
    const { kind, name, version, purl, source, requirement } = component;
    const ref =
      kind === "requirement"
        ? `requirement:${requirement ?? name}`
        : [purl ?? `${kind}:${name}@${version ?? ""}`, source].join("#");
    if (ref !== itself) byRef.set(ref, component);
  }
  return [...byRef].map(([ref, component]) => ({ ref, component })).sort((a, b) => (a.ref < b.ref ? -1 : 1));
}

function entry(component: Component, ref: string): Json {
  const { name, version, purl, sha256, licence, requirement, optional, source } = component;
  const properties = [
    ...(requirement === undefined ? [] : [{ name: "wheelway:requirement", value: requirement }]),
    { name: "wheelway:source", value: source },
  ];
  return {
    type: "library",
    "bom-ref": ref,
    name,
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(sha256 === undefined ? {} : { hashes: [{ alg: "SHA-256", content: sha256 }] }),
    ...(licence === undefined ? {} : { licenses: [licenceEntry(licence)] }),
    scope: optional ? "optional" : "required",
    properties,
  };
}

function licenceEntry(text: string): Json {
  return "problem" in parseLicenseExpression(text) ? { license: { name: text } } : { expression: text };
}

function stated(licence: StatedLicence): { licenses?: Json } {
  switch (licence.kind) {
    case "expression":
      return { licenses: [licenceEntry(licence.text)] };
    case "classifiers":
      return { licenses: licence.names.map((name) => ({ license: { name } })) };
    case "text":
      return { licenses: [{ license: { name: licence.text } }] };
    case "none":
      return {};
  }
}
