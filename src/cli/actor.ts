/** Who runs this, for the journal and the claim: the one that is named, the CI's actor and run, else the user of this machine. */

import { hostname, userInfo } from "node:os";
import type { Door } from "./door.ts";

export function actor(env: Door["env"]): string {
  const named = env["WHEELWAY_ACTOR"];
  if (named) return named;
  const ci = env["GITHUB_ACTOR"] ?? env["GITLAB_USER_LOGIN"] ?? env["BUILDKITE_BUILD_CREATOR"];
  return ci ?? `${userInfo().username}@${hostname()}`;
}

/** The same for every attempt of one run, which never runs twice at a time; `undefined` on a laptop. */
export function ciRun(env: Door["env"]): string | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: github } = env;
  if (github !== undefined) return `GitHub Actions ${repository ?? ""} run ${github}`;
  const other =
    env["CI_PIPELINE_URL"] ?? env["BUILDKITE_BUILD_URL"] ?? env["CIRCLE_WORKFLOW_ID"] ?? env["BUILD_URL"];
  return other;
}
