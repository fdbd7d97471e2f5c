/** The error for an archive that is not read any further, and the finding that it becomes. */

import type { archiveCodes } from "../checks/codes/archive.ts";
import { WheelwayError } from "../errors.ts";

/** WW008 is for file names that no wheel and no sdist has. */
export type RefusalCode = keyof typeof archiveCodes | "WW008";

/** What is wrong with a part of an archive. */
export interface Problem {
  readonly code: RefusalCode;
  /** The end of a sentence whose subject is the part. */
  readonly says: string;
}

export function problem(code: RefusalCode, says: string): Problem {
  return { code, says };
}

/** A WheelwayError "archive-unsafe" that knows which finding it is. */
export class UnsafeArchive extends WheelwayError {
  readonly findingCode: RefusalCode;
  /** What is wrong, one sentence without the archive's name and without a full stop. */
  readonly problem: string;

  constructor(archive: string, code: RefusalCode, says: string, cause?: unknown) {
    super("archive-unsafe", {
      message: `${archive}: ${says}`,
      why: "Wheelway reads no archive that two programs could understand differently or that could write outside its folder.",
      next: "Look at how the file was made; build it again. Do not install or publish it.",
      cause,
    });
    this.findingCode = code;
    this.problem = says;
  }
}

/**
 * The error for an archive that is not read any further.
 * @param archive its file name
 * @param says one sentence without a full stop; names the member where there is one
 */
export function unsafe(archive: string, code: RefusalCode, says: string, cause?: unknown): UnsafeArchive {
  return new UnsafeArchive(archive, code, says, cause);
}

/** The error for a problem of one member. */
export function unsafeMember(archive: string, member: string, { code, says }: Problem): UnsafeArchive {
  return unsafe(archive, code, `member ${quoted(member)} ${says}`);
}

/** What another library says of an archive is a refusal; what is one already, or a failure to read, stays as it is. */
export function asRefusal(archive: string, code: RefusalCode, says: string, error: unknown): WheelwayError {
  if (error instanceof WheelwayError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return unsafe(archive, code, `${says}: ${why}`, error);
}

/** A member's name as it may be printed: quoted, control characters escaped, cut when long. */
export function quoted(member: string): string {
  const text = JSON.stringify(member.length > 200 ? `${member.slice(0, 200)}…` : member);
  // Characters that reorder text on a terminal are shown by their number.
  return text.replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
