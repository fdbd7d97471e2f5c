/** Which CI runs this, for what, and for whom: read from the variables that each system documents. On a laptop there is none. */

import type { CiRecord } from "../artifacts/record.ts";
import { ciSystems } from "./ci-systems.ts";
import type { Environment } from "./identity.ts";

export type CiSystem = CiRecord["system"];
export type CiEvent = CiRecord["event"];

export interface CiRun extends CiRecord {
  /** Names the run for people, the same for every attempt of it; `undefined` where the CI does not say. */
  readonly run: string | undefined;
}

/** What a system's variables say, before it is looked at. */
export type CiFacts = { readonly [Name in Exclude<keyof CiRun, "system">]: CiRun[Name] };

/**
 * `undefined` on a laptop and in a CI that is not known: they are treated alike. Branches, tags and names of people come from
 * outside: what is no commit, no ref or no address is left out, and nothing holds control characters.
 */
export function ciRunOf(env: Environment): CiRun | undefined {
  // An empty variable is none: CIs set many of them to nothing.
  const read: Environment = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  for (const { system, is, facts } of ciSystems) {
    if (!is(read)) continue;
    const { commit, ref, runUrl, actor, event, fork, run } = facts(read);
    return {
      system,
      commit: commit !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : undefined,
      ref: refOf(ref, event),
      runUrl: addressOf(runUrl),
      actor: plain(actor),
      event,
      fork,
      run: plain(run),
    };
  }
  return undefined;
}

/** `pull_request_target` names the branch that the request is for, which would make it look like a push. */
function refOf(ref: string | undefined, event: CiEvent): string | undefined {
  if (ref === undefined || !/^refs\/\S+$/.test(ref)) return undefined;
  return event === "pull-request" && ref.startsWith("refs/heads/") ? undefined : plain(ref);
}

/** Characters. */
const longest = 500;

function plain(text: string | undefined): string | undefined {
  const clean = text?.replace(/\p{C}/gu, "").slice(0, longest);
  return clean === "" ? undefined : clean;
}

/** Without a name and a password, which no page of a CI needs. */
function addressOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length > longest || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!["http:", "https:"].includes(url.protocol)) return undefined;
  url.username = "";
  url.password = "";
  return url.href;
}
