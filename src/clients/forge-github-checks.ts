/** What GitHub says of a commit: check runs, and the older statuses, as one list. */

import type { Octokit } from "./forge-octokit.ts";
import type { CheckRun } from "./forge.ts";

interface Of {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
  readonly request: { readonly signal: AbortSignal };
}

const perPage = 100;

export async function githubChecks(rest: Octokit["rest"], of: Of): Promise<readonly CheckRun[]> {
  const found: CheckRun[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await rest.checks.listForRef({ ...of, filter: "latest", per_page: perPage, page });
    for (const { name, status, conclusion, html_url } of data.check_runs)
      found.push({ name, state: runState(status, conclusion), url: html_url ?? undefined });
    if (data.check_runs.length < perPage) break;
  }
  for (let page = 1; ; page += 1) {
    const { data } = await rest.repos.getCombinedStatusForRef({ ...of, per_page: perPage, page });
    for (const { context, state, target_url } of data.statuses)
      found.push({ name: context, state: statusState(state), url: target_url ?? undefined });
    if (data.statuses.length < perPage) return found;
  }
}

function runState(status: string, conclusion: string | null): CheckRun["state"] {
  if (status !== "completed") return "running";
  if (conclusion === "success") return "passed";
  return conclusion === "neutral" || conclusion === "skipped" ? "skipped" : "failed";
}

/** Statuses of commits, which Gitea and GitLab have too. */
export function statusState(state: string): CheckRun["state"] {
  switch (state) {
    case "success":
      return "passed";
    case "skipped":
    case "warning":
      return "skipped";
    case "pending":
    case "running":
    case "created":
    case "waiting_for_resource":
    case "preparing":
    case "scheduled":
    case "manual":
      return "running";
    default:
      return "failed";
  }
}
