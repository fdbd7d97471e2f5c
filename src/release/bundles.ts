/** Signature bundles and attestations of a release: files of its folder, read where they are used. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256Text } from "../artifacts/digest.ts";
import { WheelwayError } from "../errors.ts";
import { bundleFolder } from "./folders.ts";
import type { Release } from "./step.ts";

/** The attestations (JSON texts) that belong to a file, as they were stored. Throws `approval-void` for one that was changed. */
export async function attestationsOf(release: Release, file: string): Promise<readonly string[]> {
  const own = (release.known("bundles") ?? []).filter(
    (one) => one.for === file && one.kind === "attestation",
  );
  return Promise.all(
    own.map(async ({ file: name, sha256 }) => {
      const text = await readFile(join(bundleFolder(release), name), "utf8");
      if (sha256Text(text) === sha256) return text;
      throw new WheelwayError("approval-void", {
        message: `${name} was changed after it was signed`,
        next: "Put it back from the forge's draft, or start the release again.",
      });
    }),
  );
}
