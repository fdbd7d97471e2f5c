/** What `verify` finds out of where artifacts come from and what they bring along. */

import { resolve } from "node:path";
import type { IndexListing } from "../artifacts/index-listing.ts";
import type { NotRun } from "../artifacts/not-run.ts";
import type { CheckInput } from "../checks/check.ts";
import { httpClient } from "../clients/http.ts";
import { componentsOf } from "./components.ts";
import type { Surroundings } from "./surroundings.ts";
import { verifyAttestations } from "./verify-attestations.ts";
import type { GivenArtifacts } from "./verify-folder.ts";
import type { ProjectSettings } from "./verify-levels.ts";
import { filesOfRelease, newestRelease } from "./verify-release.ts";
import type { VerifyRequest } from "./verify-request.ts";
import { parseSource } from "./verify-source.ts";

interface Known {
  readonly request: VerifyRequest;
  readonly given: GivenArtifacts;
  readonly published: IndexListing | undefined;
  /** They are what the index has. */
  readonly fromIndex: boolean;
  readonly settings: ProjectSettings;
}

export async function supplyChain(
  { request, given, published, fromIndex, settings }: Known,
  surroundings: Surroundings,
): Promise<{
  readonly input: Pick<CheckInput, "components" | "attestations">;
  readonly notRun: readonly NotRun[];
}> {
  const components = await componentsOf(given.wheels, given.sdists[0]);
  const source = parseSource(request.source);
  const version = (given.sdists[0] ?? given.wheels[0])?.name.version;
  // What is still on its way to the index has no attestations there.
  if (!fromIndex || !published || source.kind !== "release" || version === undefined)
    return { input: { components }, notRun: [] };
  const { cacheDir, signal } = surroundings;
  const { trustedRoot, workingFolder } = request;
  const earlier = newestRelease(published, version);
  const { attestations, notRun } = await verifyAttestations(given.files, published, {
    http: httpClient(),
    index: request.indexes[source.index],
    signal,
    cacheDir,
    policy: request.identity ?? settings.attestations,
    trustedRoot: trustedRoot && resolve(workingFolder, trustedRoot),
    before:
      earlier === undefined
        ? undefined
        : { version: earlier, files: filesOfRelease(published, earlier).readable },
  });
  return { input: { components, ...(attestations ? { attestations } : {}) }, notRun };
}
