/** A secret, or a path of the machine that built it, that was seen in a member: what and where, never its text. */

export interface Leftover {
  readonly kind: "secret" | "build-path";
  /** What it is, in words: "private key (PEM)", "GitHub token", "home folder of the build machine". */
  readonly what: string;
  /** Bytes from the beginning of the member's content. */
  readonly offset: number;
  /** From 1; only in text files. */
  readonly line?: number;
  /** How it was written where it was not plain: "base64", "UTF-16LE", "hex". */
  readonly encoding?: string;
}
