/** Artifacts that other machines have built, in the place of a build: those of the very commit that is released, and no others. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestDigest, manifestFile, parseManifest } from "../artifacts/manifest.ts";
import { WheelwayError } from "../errors.ts";
import { readDistSet } from "../release/dist-set.ts";
import type { BuiltDist } from "../release/ports.ts";

/**
 * @param folder that `wheelway build` or `wheelway gather` has written; every file in it is read anew
 * @param commit that is released
 * @throws WheelwayError "dist-changed" for a folder without a manifest, of another commit, or of a checkout with changes
 */
export async function takeBuilt(folder: string, commit: string): Promise<BuiltDist> {
  const text = await readFile(join(folder, manifestFile), "utf8").catch(() => undefined);
  const manifest = text === undefined ? undefined : parseManifest(text);
  if (text === undefined || manifest === undefined || "malformed" in manifest)
    throw notOurs(folder, `There is no ${manifestFile} of \`wheelway build\` or \`wheelway gather\` in it.`);
  const { commit: built, dirty } = manifest.environment;
  if (built !== commit)
    throw notOurs(folder, `They were built of ${built ?? "no commit"}; what is released is ${commit}.`);
  if (dirty === true)
    throw notOurs(folder, "The checkout in which they were built had changes that are in no commit.");
  await readDistSet(folder);
  return { folder, manifestDigest: manifestDigest(text) };
}

function notOurs(folder: string, why: string): WheelwayError {
  return new WheelwayError("dist-changed", {
    message: `the artifacts in ${folder} are not those of this release`,
    why,
    next: "Build them from the commit or the tag that is released; where a release makes a commit first, it builds by itself, without --artifacts.",
  });
}
