/** Asks a package index what it holds of a project. */

export interface IndexAddress {
  /** As users name it: "pypi", "testpypi", or its address. */
  readonly name: string;
  /** The simple API (PEP 503): an address that ends in "/". */
  readonly simple: string;
}
