/** Judges the attestations of published files as `verify` does, against the Sigstore instance that the release is signed with. */

import { httpClient } from "../clients/http.ts";
import type { ReleaseSettings } from "../config/release-settings.ts";
import type { ReleasePorts } from "../release/ports.ts";
import { sigstoreService, trustedRootPath } from "./release-signer.ts";
import type { ReleaseSurroundings } from "./release-surroundings.ts";
import { verifyAttestations } from "./verify-attestations.ts";

/** @param folder where relative paths of the settings begin */
export function attestedPort(
  settings: ReleaseSettings,
  { env, cacheDir }: ReleaseSurroundings,
  folder: string,
): NonNullable<ReleasePorts["attested"]> {
  return async ({ index: name, files, listed }, signal) => {
    const of = [settings.index, settings.testIndex, ...settings.registries].find((one) => one?.name === name);
    const { attestations, notRun } = await verifyAttestations(
      files,
      { index: name, project: "", files: listed },
      {
        http: httpClient(),
        index: { name, simple: of?.simple ?? "" },
        signal,
        cacheDir,
        policy: undefined,
        trustedRoot: trustedRootPath(sigstoreService(settings.sigstore, env), folder),
        before: undefined,
      },
    );
    return { judged: attestations?.files ?? [], unjudged: notRun.map(({ what, why }) => `${what}: ${why}`) };
  };
}
