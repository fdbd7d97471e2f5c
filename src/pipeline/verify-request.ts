/** What `verify` is asked: which artifacts, and what they are held against. */

import type { IdentityPolicy } from "../artifacts/attestation.ts";
import type { IndexAddress } from "../clients/package-index.ts";

export interface VerifyRequest {
  /** As the user named it: a folder, or `pypi:name==version`. */
  readonly source: string;
  /** `pypi`, `testpypi`, a version, or a folder; `undefined`: it is held against no earlier release. */
  readonly previous: string | undefined;
  /** Path of a JSON file with a contract; `undefined`: that of the folder's manifest.json, where it has one. */
  readonly contract: string | undefined;
  /** Folder of the project whose `[tool.wheelway.checks]` holds; `undefined`: that of the working folder, where it is the artifacts'. */
  readonly project: string | undefined;
  /** Absolute; where relative paths begin. */
  readonly workingFolder: string;
  /** Where a project is looked for that is not named; default: the working folder. */
  readonly configFolder?: string;
  readonly indexes: Indexes;
  /** Who must have published it, in the place of the project's policy. */
  readonly identity?: IdentityPolicy | undefined;
  /** Path of a Sigstore trusted root; `undefined`: that of the public instance. */
  readonly trustedRoot?: string | undefined;
  /** Run auditwheel, abi3audit and twine too. */
  readonly tools: boolean;
  /** It is on its way to users: what only makes sense at home is an error. */
  readonly forRelease: boolean;
  /** Warnings fail, too. */
  readonly strict: boolean;
}

/** The indexes that can be named, and where they are asked: a company's mirror may stand in for one. */
export interface Indexes {
  readonly pypi: IndexAddress;
  readonly testpypi: IndexAddress;
}
