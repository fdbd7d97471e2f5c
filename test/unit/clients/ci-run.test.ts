import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ciRunOf } from "../../../src/clients/ci-run.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

const github = {
  GITHUB_ACTIONS: "true",
  GITHUB_SHA: commit,
  GITHUB_REF: "refs/heads/main",
  GITHUB_EVENT_NAME: "push",
  GITHUB_SERVER_URL: "https://github.example.org",
  GITHUB_REPOSITORY: "demo/demo",
  GITHUB_RUN_ID: "7",
  GITHUB_RUN_ATTEMPT: "2",
  GITHUB_ACTOR: "ada",
};

const gitlab = {
  GITLAB_CI: "true",
  CI_COMMIT_SHA: commit,
  CI_COMMIT_BRANCH: "main",
  CI_PIPELINE_SOURCE: "push",
  CI_PIPELINE_URL: "https://gitlab.example.org/demo/demo/-/pipelines/7",
  GITLAB_USER_LOGIN: "ada",
};

const merge = {
  ...gitlab,
  CI_COMMIT_BRANCH: undefined,
  CI_PIPELINE_SOURCE: "merge_request_event",
  CI_MERGE_REQUEST_IID: "3",
  CI_MERGE_REQUEST_REF_PATH: "refs/merge-requests/3/head",
  CI_MERGE_REQUEST_PROJECT_ID: "1",
};

const azure = {
  TF_BUILD: "True",
  BUILD_SOURCEVERSION: commit,
  BUILD_SOURCEBRANCH: "refs/heads/main",
  BUILD_REASON: "IndividualCI",
  BUILD_BUILDID: "7",
  BUILD_REQUESTEDFOR: "Ada",
  SYSTEM_COLLECTIONURI: "https://azure.example.org/demo/",
  SYSTEM_TEAMPROJECT: "my demo",
};

const circleci = {
  CIRCLECI: "true",
  CIRCLE_SHA1: commit,
  CIRCLE_BRANCH: "main",
  CIRCLE_BUILD_URL: "https://circleci.example.org/gh/demo/demo/7",
  CIRCLE_WORKFLOW_ID: "w-7",
  CIRCLE_USERNAME: "ada",
};

const buildkite = {
  BUILDKITE: "true",
  BUILDKITE_COMMIT: commit,
  BUILDKITE_BRANCH: "main",
  BUILDKITE_TAG: "",
  BUILDKITE_PULL_REQUEST: "false",
  BUILDKITE_SOURCE: "webhook",
  BUILDKITE_REPO: "git@example.org:demo/demo.git",
  BUILDKITE_BUILD_URL: "https://buildkite.example.org/demo/demo/builds/7",
  BUILDKITE_BUILD_CREATOR: "Ada",
};

const jenkins = {
  JENKINS_URL: "https://jenkins.example.org/",
  GIT_COMMIT: commit,
  BRANCH_NAME: "main",
  BUILD_URL: "https://jenkins.example.org/job/demo/7/",
};

const google = {
  BUILDER_OUTPUT: "/builder/outputs",
  PROJECT_ID: "demo",
  BUILD_ID: "b-7",
  LOCATION: "europe-west1",
  COMMIT_SHA: commit,
  BRANCH_NAME: "main",
};

const main = { commit, ref: "refs/heads/main", event: "push", fork: false };
const request = { event: "pull-request", fork: true };

describe("which CI runs this", () => {
  it.each([
    ["github", github, { ...main, actor: "ada", run: "GitHub Actions demo/demo run 7" }],
    ["forgejo", { ...github, GITEA_ACTIONS: "true" }, { ...main, run: "Forgejo Actions demo/demo run 7" }],
    ["gitlab", gitlab, { ...main, actor: "ada", runUrl: gitlab.CI_PIPELINE_URL }],
    ["azure", azure, { ...main, actor: "Ada" }],
    ["circleci", circleci, { ...main, event: "unknown", run: "w-7" }],
    ["buildkite", buildkite, { ...main, actor: "Ada" }],
    ["jenkins", jenkins, { ...main, event: "unknown", runUrl: jenkins.BUILD_URL }],
    ["google", google, main],
  ])("%s says its commit, ref and run", (system, env, expected) => {
    const run = ciRunOf(env);
    expect(run).toMatchObject({ system, ...expected });
    expect(run?.runUrl).toMatch(/^https:\/\/\S*7/);
  });

  it.each([
    ["github", { ...github, GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/7/merge" }],
    ["github", { ...github, GITHUB_EVENT_NAME: "pull_request_target" }],
    ["gitlab", { ...merge, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" }],
    ["gitlab", merge],
    ["azure", { ...azure, BUILD_REASON: "PullRequest" }],
    ["circleci", { ...circleci, CIRCLE_PR_NUMBER: "7" }],
    ["buildkite", { ...buildkite, BUILDKITE_PULL_REQUEST: "7" }],
    ["jenkins", { ...jenkins, CHANGE_ID: "7" }],
    ["google", { ...google, _PR_NUMBER: "7" }],
  ])("%s: a pull request is of a fork unless the CI says that it is not", (system, env) => {
    expect(ciRunOf(env)).toMatchObject({ system, ...request });
  });

  it.each([
    ["gitlab", { ...merge, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1" }],
    ["azure", { ...azure, BUILD_REASON: "PullRequest", SYSTEM_PULLREQUEST_ISFORK: "False" }],
    ["circleci", { ...circleci, CIRCLE_PULL_REQUEST: "https://example.org/demo/demo/pull/7" }],
    [
      "buildkite",
      { ...buildkite, BUILDKITE_PULL_REQUEST: "7", BUILDKITE_PULL_REQUEST_REPO: buildkite.BUILDKITE_REPO },
    ],
  ])("%s: a pull request of its own repository is none of a fork, and no branch", (system, env) => {
    const run = ciRunOf(env);
    expect(run).toMatchObject({ system, event: "pull-request", fork: false });
    expect(run?.ref).not.toBe("refs/heads/main");
  });

  it.each([
    ["github", { ...github, GITHUB_REF: "refs/tags/v1" }],
    ["gitlab", { ...gitlab, CI_COMMIT_TAG: "v1" }],
    ["azure", { ...azure, BUILD_SOURCEBRANCH: "refs/tags/v1" }],
    ["circleci", { ...circleci, CIRCLE_TAG: "v1" }],
    ["buildkite", { ...buildkite, BUILDKITE_TAG: "v1" }],
    ["jenkins", { ...jenkins, TAG_NAME: "v1" }],
    ["google", { ...google, TAG_NAME: "v1" }],
  ])("%s tells a tag from a branch", (system, env) => {
    expect(ciRunOf(env)).toMatchObject({ system, event: "tag", ref: "refs/tags/v1", fork: false });
  });

  it("takes a run that another run has started for unknown: a pull request may be behind it", () => {
    expect(ciRunOf({ ...github, GITHUB_EVENT_NAME: "workflow_run" })?.event).toBe("unknown");
  });

  it("finds none on a laptop and in a CI that is not known", () => {
    expect(ciRunOf({})).toBeUndefined();
    expect(ciRunOf({ CI: "true", BUILD_NUMBER: "7", BRANCH_NAME: "main" })).toBeUndefined();
  });

  it("leaves out what is no commit, no ref and no address, and takes control characters out", () => {
    const run = ciRunOf({
      ...github,
      GITHUB_SHA: "HEAD; rm -rf /",
      GITHUB_REF: "refs/heads/a b",
      GITHUB_SERVER_URL: "javascript:alert(1)//",
      GITHUB_ACTOR: "ada\u001B[2J\n::error::x",
    });
    expect(run).toMatchObject({ commit: undefined, ref: undefined, runUrl: undefined });
    expect(run?.actor).toBe("ada[2J::error::x");
  });

  it("gives no name and no password of an address, and no control character, whatever it reads", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const run = ciRunOf({
          ...gitlab,
          CI_PIPELINE_URL: `https://user:${text}@example.org/${text}`,
          GITLAB_USER_LOGIN: text,
        });
        expect(run?.runUrl ?? "").not.toMatch(/user:/);
        expect(`${run?.actor ?? ""}${run?.runUrl ?? ""}`).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
