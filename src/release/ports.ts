/** Everything outside that a release works with; each may be a real service or a working fake. */

import type { AttestedFile } from "../artifacts/attestation.ts";
import type { IndexedFile } from "../artifacts/index-listing.ts";
import type { Forge } from "../clients/forge.ts";
import type { Notifier } from "../clients/notifier.ts";
import type { Repository } from "../clients/repository.ts";
import type { IdentitySource, Signer } from "../clients/signing.ts";
import type { UploadIndex } from "../clients/upload-index.ts";
import type { Finding } from "../checks/finding.ts";
import type { ReleaseFile } from "./facts.ts";

export interface BuiltDist {
  /** Folder with manifest.json, the artifacts and their reports. */
  readonly folder: string;
  /** Hex SHA-256 of manifest.json. */
  readonly manifestDigest: string;
}

export interface ReleasePorts {
  /** `undefined` where a folder is published that comes from no checkout. */
  readonly repository: Repository | undefined;
  /** `undefined` for forge "none". */
  readonly forge: Forge | undefined;
  readonly testIndex: UploadIndex | undefined;
  readonly index: UploadIndex | undefined;
  /** Further registries, each with its own record. */
  readonly registries: readonly UploadIndex[];
  readonly identity: IdentitySource | undefined;
  readonly signer: Signer | undefined;
  /** Why nothing can be signed, one sentence without a full stop. */
  readonly unsigned?: string | undefined;
  /** Verifies the attestations that an index shows of files; left out where nobody can. */
  readonly attested?: (
    what: {
      readonly index: string;
      readonly files: readonly ReleaseFile[];
      readonly listed: readonly IndexedFile[];
    },
    signal: AbortSignal,
  ) => Promise<{
    readonly judged: readonly AttestedFile[];
    /** What could not be verified, and why. */
    readonly unjudged: readonly string[];
  }>;
  readonly notifiers: readonly Notifier[];
  /** Builds and tests the project in a folder into `dist`; throws where it is not good. */
  readonly build: (
    project: string,
    dist: string,
    signal: AbortSignal,
    print: (text: string) => void,
  ) => Promise<BuiltDist>;
  /** Findings of `verify` for a folder that is on its way to users. */
  readonly verify: (dist: string, signal: AbortSignal) => Promise<readonly Finding[]>;
  /** Runs a project's own command in a folder; the exit status, its output goes to `print` too. */
  readonly command: (
    argv: string | readonly string[],
    folder: string,
    signal: AbortSignal,
    print: (text: string) => void,
  ) => Promise<number>;
  /** Installs a version from an index into a fresh environment by the installer's own path, and runs the smoke tests. */
  readonly tryInstall: (
    what: {
      readonly index: UploadIndex;
      readonly project: string;
      readonly version: string;
      /** File names of the set. */
      readonly files: readonly string[];
    },
    signal: AbortSignal,
  ) => Promise<{ readonly ok: boolean; readonly why: string }>;
  /** Asks the person at the terminal; `undefined` where there is none. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
}
