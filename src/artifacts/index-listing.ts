/** What a package index says of one project: every file of every version (simple API, PEP 691 and 700). */

export interface IndexedFile {
  readonly file: string;
  /** PEP 440; from the file name. `undefined` where the name is no name of an artifact (eggs, old installers). */
  readonly version: string | undefined;
  /** Hex SHA-256, where the index gives it. */
  readonly sha256: string | undefined;
  /** Bytes, where the index gives them (PEP 700). */
  readonly size: number | undefined;
  /** The reason, "" where none was given; `undefined` where it is not yanked (PEP 592). */
  readonly yanked: string | undefined;
  /** ISO 8601, UTC (PEP 700). */
  readonly uploaded: string | undefined;
  readonly url: string;
  /** Where its attestations are (PEP 740). */
  readonly provenance: string | undefined;
}

export interface IndexListing {
  /** As users name the index: "pypi", "testpypi", or its address. */
  readonly index: string;
  /** Normalised (PEP 503). */
  readonly project: string;
  /** Empty for a project that the index does not know. */
  readonly files: readonly IndexedFile[];
  /** "archived", "quarantined", "deprecated" (PEP 792); `undefined` for a project like any other. */
  readonly status?: string;
  /** When it was asked: ISO 8601, UTC. */
  readonly asked?: string;
}
