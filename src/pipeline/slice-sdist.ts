/** The sdist that a slice is given, held against what was promised of it. */

import { lstat, readFile, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256File } from "../artifacts/digest.ts";
import { parsePartialManifest, sliceFile } from "../artifacts/slice-schema.ts";
import { WheelwayError } from "../errors.ts";
import { sdistSlice } from "../plan/slices.ts";
import type { SliceRequest } from "./build-slice.ts";

export interface GivenSdist {
  /** Real path of the file. */
  readonly path: string;
  readonly file: string;
  /** Hex. */
  readonly sha256: string;
}

/** @param plan digest of the plan of slices */
export async function sdistFromFile(
  { sdist, sdistSha256, slice }: SliceRequest,
  plan: string,
): Promise<GivenSdist> {
  if (sdist === undefined)
    throw new WheelwayError("usage-invalid", {
      message: `the slice ${slice} is built from an sdist, and none is given`,
      next: `Make it in one job, \`wheelway build --slice ${sdistSlice} --dist slices/${sdistSlice}\`, and give it to all others: --sdist slices/${sdistSlice}`,
    });
  const status = await lstat(sdist).catch((cause: unknown) => {
    throw new WheelwayError("artifacts-not-found", {
      message: `there is no sdist at ${sdist}`,
      next: "Give the file, or the folder of the slice that made it.",
      cause,
    });
  });
  const promised = status.isDirectory() ? await promisedBy(sdist, plan) : undefined;
  const path = await realpath(promised?.path ?? sdist);
  const sha256 = await sha256File(path).catch((cause: unknown) => {
    throw new WheelwayError("slice-broken", {
      message: `the sdist of ${sdist} cannot be read`,
      next: `Run the job of the slice ${sdistSlice} again, and then this one.`,
      cause,
    });
  });
  for (const [by, expected] of [
    [`${sliceFile} in ${sdist}`, promised?.sha256],
    ["--digest", sdistSha256?.toLowerCase()],
  ])
    if (expected !== undefined && expected !== sha256)
      throw new WheelwayError("slice-broken", {
        message: `${basename(path)} is not the sdist that all slices are built from`,
        why: `Its SHA-256 is ${sha256}, and ${by ?? ""} says ${expected}.`,
        next: `Hand on the sdist of the job of the slice ${sdistSlice} unchanged; where it was made anew, run all slices again.`,
      });
  return { path, file: basename(path), sha256 };
}

async function promisedBy(folder: string, plan: string): Promise<{ path: string; sha256: string }> {
  const text = await readFile(join(folder, sliceFile), "utf8").catch(() => "");
  const partial = parsePartialManifest(text);
  const refuse = (why: string) =>
    new WheelwayError("slice-broken", {
      message: `${folder} is not the folder of the slice ${sdistSlice}`,
      why,
      next: `Give what \`wheelway build --slice ${sdistSlice}\` has written, or the sdist itself.`,
    });
  if ("malformed" in partial) throw refuse(`${sliceFile}: ${partial.malformed}`);
  if (partial.slice !== sdistSlice) throw refuse(`It is that of the slice ${partial.slice}.`);
  if (partial.plan !== plan) throw refuse("It was made by another plan of slices.");
  return { path: join(folder, partial.sdist.file), sha256: partial.sdist.sha256 };
}
