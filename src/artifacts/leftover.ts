/** A secret, or a path of the machine that built it, that was seen in a member: what and where, never its text. */

export interface Leftover {
  readonly kind: "secret" | "build-path";
  /** What it is, in words: "private key (PEM)", "GitHub token", "home folder of the build machine". */
  readonly what: string;
  /** How much it is worth. */
  readonly evidence: Evidence;
  /** Bytes from the beginning of the member's content; where it was packed, of what is packed. */
  readonly offset: number;
  /** From 1; only in text files. */
  readonly line?: number;
  /** How it was written where it was not plain: "base64", "UTF-16LE", "hex". */
  readonly encoding?: string;
}

/**
 * proved: a checksum or its inner structure fits, so it is no accident; key: a private key that can be read, which
 * tests often hold on purpose; shape: it is written as its maker documents it; hint: it may well be public.
 */
export type Evidence = "proved" | "key" | "shape" | "hint";

/** One that was seen in a piece of text, before its place in the member is known. */
export interface Sighting {
  readonly kind: Leftover["kind"];
  readonly what: string;
  readonly evidence: Evidence;
  /** Bytes from the beginning of the piece. */
  readonly at: number;
  readonly encoding?: string;
}
