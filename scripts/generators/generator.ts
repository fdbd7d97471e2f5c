/** One generated file: where it stands in the repository, and how its text is made from the sources. */

export interface Generator {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: () => Promise<string>;
}
