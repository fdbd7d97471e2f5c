/** The CIs that are known, each with the variables of its own documentation; the first that fits is the one. */

import { googleBuildPage } from "../services.ts";
import type { CiEvent, CiFacts, CiSystem } from "./ci-run.ts";
import type { Environment } from "./identity.ts";

interface Known {
  readonly system: CiSystem;
  readonly is: (env: Environment) => boolean;
  readonly facts: (env: Environment) => CiFacts;
}

/** Forgejo and Gitea call themselves GitHub as well, so they go first. */
export const ciSystems: readonly Known[] = [
  {
    system: "forgejo",
    is: (env) => env["GITEA_ACTIONS"] === "true" || env["FORGEJO_ACTIONS"] === "true",
    facts: (env) => actions(env, "Forgejo Actions"),
  },
  {
    system: "github",
    is: (env) => env["GITHUB_ACTIONS"] === "true" || env["GITHUB_RUN_ID"] !== undefined,
    facts: (env) => actions(env, "GitHub Actions"),
  },
  { system: "gitlab", is: (env) => env["GITLAB_CI"] !== undefined, facts: gitlab },
  { system: "circleci", is: (env) => env["CIRCLECI"] !== undefined, facts: circleci },
  { system: "azure", is: (env) => env["TF_BUILD"] !== undefined, facts: azure },
  { system: "buildkite", is: (env) => env["BUILDKITE"] !== undefined, facts: buildkite },
  { system: "jenkins", is: (env) => env["JENKINS_URL"] !== undefined, facts: jenkins },
  {
    // Its steps see these only where the build maps its substitutions to variables (`automapSubstitutions`).
    system: "google",
    is: (env) => env["BUILDER_OUTPUT"] !== undefined && env["PROJECT_ID"] !== undefined,
    facts: google,
  },
];

/** Whether a pull request comes from a fork stands in the event's file alone, which is not read here. */
function actions(env: Environment, name: string): CiFacts {
  const ref = env["GITHUB_REF"];
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env;
  const event = actionsEvent(env["GITHUB_EVENT_NAME"] ?? "", ref);
  return {
    commit: env["GITHUB_SHA"],
    ref,
    runUrl: id === undefined ? undefined : `${server ?? ""}/${repository ?? ""}/actions/runs/${id}`,
    actor: env["GITHUB_ACTOR"],
    event,
    fork: event === "pull-request",
    run: id === undefined ? undefined : `${name} ${repository ?? ""} run ${id}`,
  };
}

function actionsEvent(name: string, ref: string | undefined): CiEvent {
  if (name.startsWith("pull_request")) return "pull-request";
  if (name === "push") return ref?.startsWith("refs/tags/") === true ? "tag" : "push";
  if (name === "release") return "tag";
  if (name === "schedule") return "schedule";
  if (name === "workflow_dispatch" || name === "repository_dispatch") return "manual";
  // `workflow_run` among them: a pull request may have started what started it.
  return "unknown";
}

function gitlab(env: Environment): CiFacts {
  const request = env["CI_MERGE_REQUEST_IID"] ?? env["CI_EXTERNAL_PULL_REQUEST_IID"];
  const own =
    env["CI_MERGE_REQUEST_PROJECT_ID"] !== undefined &&
    env["CI_MERGE_REQUEST_PROJECT_ID"] === env["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"];
  const bySource: Readonly<Record<string, CiEvent>> = {
    push: "push",
    schedule: "schedule",
    web: "manual",
    api: "manual",
    chat: "manual",
  };
  return {
    commit: env["CI_COMMIT_SHA"],
    ref:
      request === undefined
        ? refOf(env["CI_COMMIT_TAG"], env["CI_COMMIT_BRANCH"])
        : (env["CI_MERGE_REQUEST_REF_PATH"] ?? `refs/pull/${request}/head`),
    runUrl: env["CI_PIPELINE_URL"],
    actor: env["GITLAB_USER_LOGIN"],
    event: eventOf(request, env["CI_COMMIT_TAG"], bySource[env["CI_PIPELINE_SOURCE"] ?? ""]),
    fork: request !== undefined && !own,
    run: env["CI_PIPELINE_URL"],
  };
}

function circleci(env: Environment): CiFacts {
  // The numbers of forks alone; of others it gives the address.
  const forked = env["CIRCLE_PR_NUMBER"];
  const request = forked ?? /\/(\d+)$/.exec(env["CIRCLE_PULL_REQUEST"] ?? "")?.[1];
  return {
    commit: env["CIRCLE_SHA1"],
    ref: request ? `refs/pull/${request}/head` : refOf(env["CIRCLE_TAG"], env["CIRCLE_BRANCH"]),
    runUrl: env["CIRCLE_BUILD_URL"],
    actor: env["CIRCLE_USERNAME"],
    // It does not tell a push from a schedule.
    event: eventOf(request, env["CIRCLE_TAG"], undefined),
    fork: forked !== undefined,
    run: env["CIRCLE_WORKFLOW_ID"],
  };
}

function azure(env: Environment): CiFacts {
  const ref = env["BUILD_SOURCEBRANCH"];
  const tag = ref?.startsWith("refs/tags/") === true ? ref : undefined;
  const request = env["BUILD_REASON"] === "PullRequest" ? "yes" : undefined;
  const byReason: Readonly<Record<string, CiEvent>> = {
    IndividualCI: "push",
    BatchedCI: "push",
    Schedule: "schedule",
    Manual: "manual",
  };
  const { SYSTEM_COLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: id } = env;
  const page = id && `${server ?? ""}${encodeURIComponent(project ?? "")}/_build/results?buildId=${id}`;
  return {
    commit: env["BUILD_SOURCEVERSION"],
    ref,
    runUrl: page,
    actor: env["BUILD_REQUESTEDFOR"],
    event: eventOf(request, tag, byReason[env["BUILD_REASON"] ?? ""]),
    fork: request !== undefined && env["SYSTEM_PULLREQUEST_ISFORK"]?.toLowerCase() !== "false",
    run: page,
  };
}

function buildkite(env: Environment): CiFacts {
  const number = env["BUILDKITE_PULL_REQUEST"];
  const request = number === "false" ? undefined : number;
  const bySource: Readonly<Record<string, CiEvent>> = {
    webhook: "push",
    schedule: "schedule",
    ui: "manual",
    api: "manual",
  };
  const { BUILDKITE_PULL_REQUEST_REPO: from, BUILDKITE_REPO: own } = env;
  return {
    commit: env["BUILDKITE_COMMIT"],
    ref: request ? `refs/pull/${request}/head` : refOf(env["BUILDKITE_TAG"], env["BUILDKITE_BRANCH"]),
    runUrl: env["BUILDKITE_BUILD_URL"],
    actor: env["BUILDKITE_BUILD_CREATOR"],
    event: eventOf(request, env["BUILDKITE_TAG"], bySource[env["BUILDKITE_SOURCE"] ?? ""]),
    fork: request !== undefined && (from === undefined || from !== own),
    run: env["BUILDKITE_BUILD_URL"],
  };
}

/** The variables of multibranch pipelines; others say little of what started them. */
function jenkins(env: Environment): CiFacts {
  const request = env["CHANGE_ID"];
  const branch = env["BRANCH_NAME"] ?? env["GIT_LOCAL_BRANCH"];
  return {
    commit: env["GIT_COMMIT"],
    ref: request ? `refs/pull/${request}/head` : refOf(env["TAG_NAME"], branch),
    runUrl: env["BUILD_URL"],
    actor: env["BUILD_USER_ID"] ?? env["CHANGE_AUTHOR"],
    event: eventOf(request, env["TAG_NAME"], undefined),
    // Set for forks alone, to whose it is; but only by some of the plugins that find pull requests.
    fork: request !== undefined,
    run: env["BUILD_URL"],
  };
}

function google(env: Environment): CiFacts {
  const request = env["_PR_NUMBER"];
  const { BUILD_ID: id, PROJECT_ID: project, LOCATION: location } = env;
  const page =
    id &&
    googleBuildPage
      .replace("{region}", encodeURIComponent(location ?? "global"))
      .replace("{build}", encodeURIComponent(id))
      .replace("{project}", encodeURIComponent(project ?? ""));
  return {
    commit: env["COMMIT_SHA"],
    ref: request ? `refs/pull/${request}/head` : refOf(env["TAG_NAME"], env["BRANCH_NAME"]),
    runUrl: page,
    actor: env["SERVICE_ACCOUNT_EMAIL"],
    event: eventOf(request, env["TAG_NAME"], env["BRANCH_NAME"] === undefined ? undefined : "push"),
    fork: request !== undefined,
    run: page,
  };
}

function refOf(tag: string | undefined, branch: string | undefined): string | undefined {
  if (tag !== undefined) return `refs/tags/${tag}`;
  return branch === undefined ? undefined : `refs/heads/${branch}`;
}

/** A pull request before everything else: it is what is least to be trusted. */
function eventOf(
  request: string | undefined,
  tag: string | undefined,
  otherwise: CiEvent | undefined,
): CiEvent {
  if (request !== undefined) return "pull-request";
  return tag === undefined ? (otherwise ?? "unknown") : "tag";
}
