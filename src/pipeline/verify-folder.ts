/** Reads every wheel and sdist of a folder, a few at a time; one that is refused is kept as such, and nothing in it is believed. */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import type { Sdist, Wheel } from "../artifacts/archive.ts";
import { sha256File } from "../artifacts/digest.ts";
import { readArtifact as readArchive } from "../artifacts/read-artifact.ts";
import { checkedTexts, type FileFact, type RefusedArchive } from "../checks/check.ts";
import { WheelwayError } from "../errors.ts";
import { parseSdistName } from "../tags/sdist-name.ts";
import { parseWheelName } from "../tags/wheel-name.ts";
import { refuseStopped } from "./stopped.ts";

/** What a folder of artifacts holds. */
export interface GivenArtifacts {
  /** By file name. */
  readonly wheels: readonly Wheel[];
  readonly sdists: readonly Sdist[];
  readonly refused: readonly RefusedArchive[];
  /** All of the above: sdists first, then wheels. */
  readonly files: readonly FileFact[];
  /** Names of distributions in formats that are not read: eggs, installers, zip files. */
  readonly ignored: readonly string[];
}

/** How many archives are open at once: more would only wait for the same cores. */
const atOnce = 4;

/** Throws "artifacts-not-found" where there is no such folder, or no wheel and no sdist in it. */
export async function readArtifacts(
  folder: string,
  reading: { readonly signal: AbortSignal; readonly digests?: boolean },
): Promise<GivenArtifacts> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new WheelwayError("artifacts-not-found", {
      message: `there is no folder ${folder}`,
      next: "Give the folder that holds the wheels and the sdist, or a release such as pypi:name==1.0.",
      cause,
    });
  });
  const files = names.filter((name) => isWheel(name) || isSdist(name)).sort(sdistsFirst);
  if (files.length === 0) {
    throw new WheelwayError("artifacts-not-found", {
      message: `${folder} holds no wheel and no sdist`,
      next: "Give the folder that holds the artifacts, or run `wheelway build` first.",
    });
  }
  const limit = pLimit(atOnce);
  const read = await Promise.all(
    files.map((file) => limit(() => readArtifact(join(folder, file), file, reading))),
  );
  return { ...sorted(read), ignored: names.filter((name) => legacy.test(name)).sort() };
}

/** Formats of other times and systems. */
export const legacy = /\.(?:egg|zip|tar\.bz2|tar\.Z|tar\.xz|tgz|exe|msi|rpm|deb|dmg)$/;

export function isWheel(name: string): boolean {
  return name.endsWith(".whl");
}

export function isSdist(name: string): boolean {
  return name.endsWith(".tar.gz");
}

export function sdistsFirst(a: string, b: string): number {
  return Number(isWheel(a)) - Number(isWheel(b)) || (a < b ? -1 : 1);
}

/** A wheel or an sdist, or why it is none. */
export type ReadArtifact = Wheel | Sdist | ({ readonly kind: "refused" } & RefusedArchive);

/** @param digests hash every member and hold RECORD against it; default true */
export async function readArtifact(
  path: string,
  file: string,
  { signal, digests = true }: { readonly signal?: AbortSignal; readonly digests?: boolean } = {},
): Promise<ReadArtifact> {
  if (signal) refuseStopped(signal);
  const name = isWheel(file) ? parseWheelName(file) : parseSdistName(file);
  if ("malformed" in name) {
    const facts = { file, size: (await stat(path)).size, sha256: await sha256File(path) };
    return { kind: "refused", ...facts, code: "WW008", message: name.malformed };
  }
  const { read, refused } = await readArchive(path, { digests, sdistTexts: checkedTexts });
  return read ?? { kind: "refused", ...refused };
}

export function sorted(read: readonly ReadArtifact[]): Omit<GivenArtifacts, "ignored"> {
  return {
    wheels: read.filter((one) => one.kind === "wheel"),
    sdists: read.filter((one) => one.kind === "sdist"),
    refused: read.flatMap((one) => (one.kind === "refused" ? [withoutKind(one)] : [])),
    files: read.map((one) => ({
      file: one.kind === "refused" ? one.file : one.name.file,
      size: one.size,
      sha256: one.sha256,
    })),
  };
}

function withoutKind({ file, size, sha256, code, message }: RefusedArchive): RefusedArchive {
  return { file, size, sha256, code, message };
}
