/** claim-version: of all runs that want to release this version, one gets it. */

import { hostname } from "node:os";
import { pid } from "node:process";
import { randomUUID } from "node:crypto";
import { claimEffect, claimRef, releaseClaim, type ClaimRequest } from "../claim.ts";
import { isRunning } from "../../processes.ts";
import type { Release, Step } from "../step.ts";
import { normalizeName } from "../../tags/project-name.ts";

export const claimVersion: Step = {
  id: "claim-version",
  title: "A ref on the remote makes this run the only publisher of the version.",
  dryRun: "tells",
  skip: ({ ports }) => (ports.repository ? undefined : "there is no git remote to hold a claim"),
  outlook: async (release) => {
    const probe = await claimEffect(claimOf(release, "")).probe(release.signal);
    return {
      would: ["claim the version"],
      problems: probe.state === "conflict" ? [{ message: probe.why, next: probe.next }] : [],
    };
  },
  run: async (release) => {
    // The token outlives this process: a later run of this machine is the same owner.
    const token = release.known("claim")?.token ?? randomUUID();
    const request = claimOf(release, token);
    await release.learn("claim", { ref: request.ref, token });
    await release.perform(claimEffect(request));
  },
};

/** A claim is for as long as a run works; what is half done needs none to be gone on with. */
export async function giveClaimBack(release: Release): Promise<void> {
  const claim = release.known("claim");
  if (!claim || release.request.dryRun) return;
  await releaseClaim(claimOf(release, claim.token), AbortSignal.timeout(30_000)).catch(() => undefined);
}

export function claimOf(release: Release, token: string): ClaimRequest {
  const { repository } = release.ports;
  if (!repository) throw new TypeError("a claim needs a repository");
  const { project, version } = release.fact("version");
  const { by, ciRun, takeOver } = release.request;
  const now = () => release.clock.now();
  return {
    repository,
    ref: claimRef(normalizeName(project), version),
    owner: { token, by, host: hostname(), pid, ciRun: ciRun ?? null, since: now() },
    isRunning,
    now,
    takeOver,
  };
}
