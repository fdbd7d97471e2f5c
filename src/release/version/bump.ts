/** The next version after one, by PEP 440; major, minor and patch finish a prerelease as `npm version` does. */

import { explain } from "@renovatebot/pep440";
import { WheelwayError } from "../../errors.ts";

export type BumpPart = "major" | "minor" | "patch" | "pre" | "post";

interface Parts {
  readonly epoch: number;
  readonly release: readonly number[];
  /** "a", "b" or "rc", and its number. */
  readonly pre: readonly [string, number] | undefined;
  readonly post: number | undefined;
  readonly dev: number | undefined;
}

/**
 * 1.2.3 -> patch 1.2.4, minor 1.3.0, major 2.0.0, pre 1.2.4a1, post 1.2.3.post1; 1.3.0rc1 -> patch and minor 1.3.0, pre 1.3.0rc2.
 * A development or local part goes: 1.2.4.dev5 -> patch 1.2.4.
 */
export function bump(version: string, part: BumpPart): string {
  const parts = partsOf(version);
  if (!parts) {
    throw new WheelwayError("usage-invalid", {
      message: `the present version ${JSON.stringify(version)} is no version of PEP 440, so it has no next one`,
      next: "Name the next one yourself: --version X",
    });
  }
  const { epoch, pre } = parts;
  const [major = 0, minor = 0, patch = 0] = parts.release;
  const unfinished = pre !== undefined || (parts.dev !== undefined && parts.post === undefined);
  // 1.3.0rc1 is on its way to the minor version 1.3.0, 1.3.1rc1 is not.
  const finishes = (from: number) => unfinished && parts.release.slice(from).every((number) => number === 0);
  const write = (release: readonly number[], end = "") =>
    `${epoch > 0 ? `${epoch}!` : ""}${release.join(".")}${end}`;
  // As many numbers as the project writes: 1.2 -> 1.3, but 1.2 -> patch 1.2.1.
  const width = (least: number) => Math.max(parts.release.length, least);
  const padded = (numbers: readonly number[], least: number) =>
    Array.from({ length: width(least) }, (_, index) => numbers[index] ?? 0);
  switch (part) {
    case "major":
      return write(padded(finishes(1) ? [major] : [major + 1], 1));
    case "minor":
      return write(padded(finishes(2) ? [major, minor] : [major, minor + 1], 2));
    case "patch":
      return write(unfinished ? parts.release : padded([major, minor, patch + 1], 3));
    case "pre":
      if (pre)
        return write(
          parts.release,
          `${pre[0]}${pre[1] + (parts.dev === undefined || parts.post !== undefined ? 1 : 0)}`,
        );
      return write(unfinished ? parts.release : padded([major, minor, patch + 1], 3), "a1");
    case "post": {
      const before = pre ? `${pre[0]}${pre[1]}` : "";
      const next = parts.post === undefined ? 1 : parts.post + (parts.dev === undefined ? 1 : 0);
      return write(parts.release, `${before}.post${next}`);
    }
  }
}

function partsOf(version: string): Parts | undefined {
  const seen = explain(version.trim());
  if (!seen) return undefined;
  const number = (pair: unknown) => {
    const value = Array.isArray(pair) ? (pair as readonly unknown[]).at(-1) : pair;
    return typeof value === "number" ? value : undefined;
  };
  const pre = seen.pre as readonly (string | number)[] | null;
  return {
    epoch: seen.epoch,
    release: seen.release,
    pre: pre && pre.length > 0 ? [String(pre[0]), Number(pre[1] ?? 0)] : undefined,
    post: number(seen.post),
    dev: number(seen.dev),
  };
}
