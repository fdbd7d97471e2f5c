/** The fields of core metadata: since which version each is known, and which may stand more than once. */

/** Every version there has been, oldest first (PEP 241, 314, 345, 566, 643, 685, 639, 794, 808; 2.0 was withdrawn). */
export const metadataVersions = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"] as const;

export type MetadataVersion = (typeof metadataVersions)[number];

/** What the public index takes at most; it follows the specification after some months. */
export const newestIndexed: MetadataVersion = "2.5";

export interface KnownField {
  /** As the specification spells it. */
  readonly name: string;
  readonly since: MetadataVersion;
  readonly multiple: boolean;
}

const table: readonly KnownField[] = [
  ...one("1.0", "Metadata-Version", "Name", "Version", "Summary", "Description", "Keywords", "Home-page"),
  ...one("1.0", "Author", "Author-email", "License"),
  ...many("1.0", "Platform"),
  ...one("1.1", "Download-URL"),
  ...many("1.1", "Supported-Platform", "Classifier", "Requires", "Provides", "Obsoletes"),
  ...one("1.2", "Maintainer", "Maintainer-email", "Requires-Python"),
  ...many("1.2", "Requires-Dist", "Provides-Dist", "Obsoletes-Dist", "Requires-External", "Project-URL"),
  ...one("2.1", "Description-Content-Type"),
  ...many("2.1", "Provides-Extra"),
  ...many("2.2", "Dynamic"),
  ...one("2.4", "License-Expression"),
  ...many("2.4", "License-File"),
  ...many("2.5", "Import-Name", "Import-Namespace"),
];

function one(since: MetadataVersion, ...names: readonly string[]): KnownField[] {
  return names.map((name) => ({ name, since, multiple: false }));
}

function many(since: MetadataVersion, ...names: readonly string[]): KnownField[] {
  return names.map((name) => ({ name, since, multiple: true }));
}

const byName = new Map(table.map((field) => [field.name.toLowerCase(), field]));

/** Finds a field; names are compared without case. */
export function knownField(name: string): KnownField | undefined {
  return byName.get(name.toLowerCase());
}

export function isMetadataVersion(text: string): text is MetadataVersion {
  return (metadataVersions as readonly string[]).includes(text);
}

/** Is `version` `wanted` or newer? */
export function atLeast(version: MetadataVersion, wanted: MetadataVersion): boolean {
  return metadataVersions.indexOf(version) >= metadataVersions.indexOf(wanted);
}
