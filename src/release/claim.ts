/**
 * The claim: a ref on the remote that makes one run the only publisher of a version. It is made by a push that the remote
 * refuses where the ref is there already, so of many runs exactly one gets it.
 */

import { z } from "zod";
import type { RemoteRef, Repository } from "../clients/repository.ts";
import { ServiceFailure } from "../clients/service-failure.ts";
import type { Effect, Probe } from "./effect.ts";

/** Who holds it; the text of the one file in the claim's commit. */
const ownerSchema = z.object({
  token: z.string(),
  by: z.string(),
  host: z.string(),
  pid: z.int(),
  /** The CI's run, which never runs twice at a time; `null` on a laptop. */
  ciRun: z.string().nullable(),
  /** Milliseconds since 1970, by the owner's clock; renewed while it works. */
  since: z.number(),
});
export type ClaimOwner = z.infer<typeof ownerSchema>;

const file = "owner.json";

/** Not below refs/heads or refs/tags: no workflow starts, and no clone sees it. */
export function claimRef(project: string, version: string): string {
  return `refs/wheelway/claims/${project}/${version}`;
}

/** After this time without a sign of life a claim may be taken over from another machine. */
export const claimLifetimeMs = 2 * 60 * 60_000;

export interface ClaimRequest {
  readonly repository: Repository;
  readonly ref: string;
  readonly owner: ClaimOwner;
  /** Does a process of this machine still run? */
  readonly isRunning: (pid: number) => boolean;
  readonly now: () => number;
  /** A person says that the owner is gone. */
  readonly takeOver: boolean;
}

/** Makes the claim, or takes over one whose owner is gone. Held by somebody else it is a conflict that names them. */
export function claimEffect(request: ClaimRequest): Effect {
  const { repository, ref, owner } = request;
  return {
    id: `claim:${ref}`,
    title: `claim ${ref.split("/").slice(-2).join(" ")}`,
    identity: "marker",
    guards: [
      { name: "has a token", refuses: () => (owner.token === "" ? "the run has no token" : undefined) },
    ],
    // The remote lets one push through; a second one of the same owner finds its own claim.
    repeatable: true,
    visibleWithinMs: 0,
    probe: async (signal): Promise<Probe> => {
      const there = await find(request, signal);
      if (!there) return { state: "absent" };
      const holder = await ownerOf(repository, there, signal);
      if (holder?.token === owner.token) return { state: "same", receipt: { ref, object: there.object } };
      if (mayTakeOver(request, holder)) return { state: "absent" };
      return { state: "conflict", ...held(request, holder) };
    },
    run: async (signal) => {
      const there = await find(request, signal);
      const holder = there && (await ownerOf(repository, there, signal));
      if (there && holder?.token !== owner.token && !mayTakeOver(request, holder))
        throw raced("somebody was faster");
      const commit = await repository.loneCommit(file, JSON.stringify(owner), `claim of ${owner.by}`);
      const outcome = await repository.push([{ from: commit, to: ref, expected: there?.object }], signal);
      // The runner probes again: whoever was first is named there.
      if (outcome.state === "rejected") throw raced(outcome.why);
      return { ref, object: commit };
    },
  };
}

async function find({ repository, ref }: ClaimRequest, signal: AbortSignal): Promise<RemoteRef | undefined> {
  return (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
}

async function ownerOf(
  repository: Repository,
  there: RemoteRef,
  signal: AbortSignal,
): Promise<ClaimOwner | undefined> {
  const text = await repository.remoteFile(there, file, signal);
  try {
    return ownerSchema.parse(JSON.parse(text ?? ""));
  } catch {
    return undefined;
  }
}

/** The rules for taking over: the owner is known to be gone, has been silent for too long, or a person says so. */
function mayTakeOver(request: ClaimRequest, holder: ClaimOwner | undefined): boolean {
  if (request.takeOver) return true;
  if (!holder) return false;
  const { owner, isRunning, now } = request;
  if (holder.ciRun !== null && holder.ciRun === owner.ciRun) return true;
  if (holder.ciRun === null && holder.host === owner.host && !isRunning(holder.pid)) return true;
  return now() - holder.since > claimLifetimeMs;
}

function held({ ref, now }: ClaimRequest, holder: ClaimOwner | undefined): { why: string; next: string } {
  const take = "If that run is gone for sure: `wheelway resume --take-over`.";
  if (!holder) return { why: `${ref} is there, but says of nobody`, next: take };
  const minutes = Math.max(0, Math.round((now() - holder.since) / 60_000));
  const where = holder.ciRun ?? `process ${holder.pid} on ${holder.host}`;
  const why = `${holder.by} is releasing this version (${where}, last seen ${minutes} minutes ago)`;
  return { why, next: `Wait for that run, or look at it. ${take}` };
}

function raced(why: string): ServiceFailure {
  return new ServiceFailure({ service: "the git remote", kind: "later", why });
}

/** Who holds a claim now; `undefined` for nobody, or for a claim that does not say. */
export async function claimHolder(
  repository: Repository,
  ref: string,
  signal: AbortSignal,
): Promise<ClaimOwner | undefined> {
  const there = (await repository.remoteRefs(ref, signal)).find((one) => one.ref === ref);
  return there && ownerOf(repository, there, signal);
}

/** Says that the owner still works; `false` where the claim is somebody else's now: then the run must stop. */
export async function renewClaim(request: ClaimRequest, signal: AbortSignal): Promise<boolean> {
  const { repository, ref, owner } = request;
  const there = await find(request, signal);
  if (!there || (await ownerOf(repository, there, signal))?.token !== owner.token) return false;
  const text = JSON.stringify({ ...owner, since: request.now() });
  const commit = await repository.loneCommit(file, text, `claim of ${owner.by}`);
  const outcome = await repository.push([{ from: commit, to: ref, expected: there.object }], signal);
  return outcome.state === "pushed";
}

/** Gives the claim back, where it is still ours. */
export async function releaseClaim(request: ClaimRequest, signal: AbortSignal): Promise<void> {
  const { repository, ref, owner } = request;
  const there = await find(request, signal);
  if (!there || (await ownerOf(repository, there, signal))?.token !== owner.token) return;
  await repository.push([{ from: undefined, to: ref, expected: there.object }], signal);
}
