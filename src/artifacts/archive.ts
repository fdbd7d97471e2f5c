/** What is read out of a wheel or an sdist, and how much of it at most. */

import type { SdistName } from "../tags/sdist-name.ts";
import type { WheelName } from "../tags/wheel-name.ts";
import type { CoreMetadata } from "./core-metadata.ts";
import type { MachineCode } from "./machine-code.ts";
import type { MemberFacts } from "./member-facts.ts";
import { unsafe } from "./refusal.ts";
import type { WheelFile } from "./wheel-file.ts";

export interface Member {
  /** Relative, with "/", free of "..", unique in the archive even where case and Unicode form do not count. */
  readonly path: string;
  /** Links only in sdists, and only to what is inside. */
  readonly kind: "file" | "symlink" | "hardlink";
  /** Bytes of the content; 0 for links. */
  readonly size: number;
  /** Hex SHA-256 of the content; `undefined` for links and where digests were not asked for. */
  readonly sha256: string | undefined;
  readonly executable: boolean;
  /** Seconds since 1970 (UTC; zip files hold local time of an unknown zone and are read as UTC). */
  readonly mtime: number;
  /** What the first bytes say; only where digests were asked for. */
  readonly machineCode: MachineCode | undefined;
  /** What the scans of scans.ts saw while the content was read; empty where it was not read. */
  readonly facts: MemberFacts;
}

/** Differences between RECORD and the content, one sentence each; empty when it fits. */
export interface RecordVerdict {
  readonly problems: readonly string[];
}

export interface Wheel {
  readonly kind: "wheel";
  /** Path of the file; the file name where it was read from another source. */
  readonly path: string;
  readonly name: WheelName;
  /** Bytes of the archive. */
  readonly size: number;
  /** Hex SHA-256 of the archive. */
  readonly sha256: string;
  /** Files only, in the order of the archive. */
  readonly members: readonly Member[];
  /** `name-version.dist-info`, as it is spelled. */
  readonly distInfo: string;
  readonly metadata: CoreMetadata;
  readonly wheelFile: WheelFile;
  /** `undefined` where digests were not asked for. */
  readonly record: RecordVerdict | undefined;
  /** Names that `import` finds at the top: modules, packages and extension modules. */
  readonly topLevel: readonly string[];
  /** Texts of the members asked for, and of `entry_points.txt`, where they are there. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface Sdist {
  readonly kind: "sdist";
  /** Path of the file; the file name where it was read from another source. */
  readonly path: string;
  readonly name: SdistName;
  readonly size: number;
  readonly sha256: string;
  /** The one folder at the top. */
  readonly root: string;
  /** Paths without the root folder. */
  readonly members: readonly Member[];
  /** PKG-INFO. */
  readonly metadata: CoreMetadata;
  readonly pyproject: string | undefined;
  /** The newest file's time, seconds since 1970: SOURCE_DATE_EPOCH where there is no commit. */
  readonly newest: number;
  /** Texts of the members asked for (paths without the root folder), where they are there. */
  readonly texts: Readonly<Record<string, string>>;
}

export interface ArchiveLimits {
  readonly members: number;
  /** Bytes of all contents. */
  readonly total: number;
  /** Content above `ratioFrom` bytes may be at most `ratio` times the archive; both are the index's own figures. */
  readonly ratio: number;
  readonly ratioFrom: number;
  /** Bytes of METADATA, WHEEL and PKG-INFO, each. */
  readonly metadata: number;
  /** Bytes of RECORD, and of each text that is asked for. */
  readonly text: number;
}

const MiB = 1024 * 1024;

export const archiveLimits: ArchiveLimits = {
  members: 100_000,
  total: 16 * 1024 * MiB,
  ratio: 50,
  ratioFrom: 64 * MiB,
  metadata: 8 * MiB,
  text: 32 * MiB,
};

/** Keeps count of members and bytes, and refuses as soon as a limit is passed. */
export class Meter {
  readonly #archive: string;
  readonly #limits: ArchiveLimits;
  readonly #most: number;
  #members = 0;
  #bytes = 0;

  /** @param archiveSize bytes of the archive itself */
  constructor(archive: string, archiveSize: number, limits: ArchiveLimits) {
    this.#archive = archive;
    this.#limits = limits;
    this.#most = Math.min(limits.total, Math.max(limits.ratioFrom, limits.ratio * archiveSize));
  }

  member(): void {
    this.#members += 1;
    if (this.#members > this.#limits.members) {
      throw unsafe(this.#archive, "WW025", `it has more than ${this.#limits.members} members`);
    }
  }

  bytes(count: number): void {
    this.#bytes += count;
    if (this.#bytes > this.#most) {
      const says = `it unpacks to more than ${this.#most} bytes, like a decompression bomb`;
      throw unsafe(this.#archive, "WW025", says);
    }
  }
}
