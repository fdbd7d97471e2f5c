/** What a check is: a pure function from what was read to findings. */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { Attestations } from "../artifacts/attestation.ts";
import type { Component } from "../artifacts/component.ts";
import type { Contract } from "../artifacts/contract.ts";
import type { Reproduction } from "../artifacts/reproduction.ts";
import type { PreviousRelease } from "../artifacts/previous-release.ts";
import type { Finding, FindingCode } from "./finding.ts";
import type { IndexListing } from "../artifacts/index-listing.ts";
import type { ToolAudit } from "../artifacts/tool-audit.ts";

/** Members of the sdist that checks read as text: they have to be asked for when it is read. */
export const checkedTexts: readonly string[] = ["setup.py"];

/** One file of the folder, whether it could be read or not. */
export interface FileFact {
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256. */
  readonly sha256: string;
}

/** An archive that was refused before anything in it was believed. */
export interface RefusedArchive extends FileFact {
  readonly code: FindingCode;
  /** What is wrong, one sentence without a full stop. */
  readonly message: string;
}

/** The whole set that is judged together. What is not known is left out, and the checks that need it are quiet. */
export interface CheckInput {
  readonly wheels: readonly Wheel[];
  /** The first, where there are several. */
  readonly sdist: Sdist | undefined;
  /** What the plan promised; `undefined` where a folder is judged without a plan. */
  readonly contract: Contract | undefined;
  /** File name -> hex SHA-256, of the manifest.json that stands beside the artifacts. */
  readonly manifestDigests?: Readonly<Record<string, string>>;
  /** Every wheel and sdist of the folder, also those that were refused. */
  readonly files?: readonly FileFact[];
  readonly refused?: readonly RefusedArchive[];
  /** The release before this one. */
  readonly previous?: PreviousRelease;
  /** What the index holds under the project's name already. */
  readonly published?: IndexListing;
  /** The artifacts are the index's own: they do not go there again. */
  readonly released?: boolean;
  /** What auditwheel, abi3audit and twine said. */
  readonly audits?: readonly ToolAudit[];
  /** File name of each wheel -> what it brings along; left out where nobody has looked. */
  readonly components?: Readonly<Record<string, readonly Component[]>>;
  /** What the index has of attestations; only of published files. */
  readonly attestations?: Attestations;
  /** What second builds gave; only where they were asked for. */
  readonly reproductions?: readonly Reproduction[];
  /** It is on its way to users: versions that only make sense at home are errors. */
  readonly forRelease?: boolean;
}

export interface Check {
  /** As it is named in docs and logs: `wheel-record`. */
  readonly name: string;
  /** What it looks for, one sentence. */
  readonly title: string;
  /** Every code that it may give. */
  readonly codes: readonly FindingCode[];
  readonly run: (input: CheckInput) => readonly Finding[];
}
