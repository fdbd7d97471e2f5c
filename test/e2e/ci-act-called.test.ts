/** The action and the reusable workflow called from a workflow of one's own, and what strangers can choose in all of them: nothing of it reaches a shell. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { actions } from "../../src/ci/actions.ts";
import { act, actOrSkip, jobAlone, storeOf, writeWorkflow } from "../support/act.ts";
import { told, wheelway } from "../support/cli.ts";
import {
  commitAll,
  emptyFolder,
  git,
  gitInit,
  programOrSkip,
  pythonsOrSkip,
  tinyProject,
} from "../support/e2e-projects.ts";

const root = join(import.meta.dirname, "../..");
const repositories = { "wheelway/wheelway@v1": root };

/** A small project with its lock, in git. */
async function project(config: string, kind: "pure" | "version"): Promise<string> {
  const folder = tinyProject(`backend = "host"\n${config}`);
  writeWorkflow(folder, "wheelway.lock", `version = 1\n\n[facts.kinds.cpython]\nkind = "${kind}"\n`);
  const lock = await wheelway(["lock"], { cwd: folder });
  expect(lock.status, told(lock)).toBe(0);
  return gitInit(folder);
}

function committed(folder: string, path: string, text: string) {
  writeWorkflow(folder, path, text);
  commitAll(folder, "Add a workflow");
  return { cwd: folder, workflow: path };
}

const checkout = `      - uses: ${actions.checkout.uses}\n        with: { persist-credentials: false }\n`;

it("the action builds, and tells later steps what there is; hostile inputs are words, or are refused", async (context) => {
  actOrSkip(context);
  const { newest } = pythonsOrSkip(context);
  const traps = trapsIn(emptyFolder());
  const text = `on: pull_request
permissions: {}
jobs:
  good:
    runs-on: ubuntu-latest
    steps:
${checkout}      - id: wheels
        uses: wheelway/wheelway/ci/github@v1
        with: { dagger: "false", arguments: "--dist ./*.out" }
      - run: echo "left $WHEELS of $VERSION in $DIST"
        env:
          DIST: \${{ steps.wheels.outputs.dist }}
          WHEELS: \${{ steps.wheels.outputs.wheels }}
          VERSION: \${{ steps.wheels.outputs.version }}
  hostile:
    runs-on: ubuntu-latest
    steps:
${checkout}${["command", "arguments"]
    .flatMap((input) => traps.expressions.map((hostile) => [input, hostile]))
    .map(
      ([input, hostile]) => `      - uses: wheelway/wheelway/ci/github@v1
        with: { dagger: "false", ${input}: "\${{ ${hostile} }}" }
        continue-on-error: true
`,
    )
    .join("")}`;
  const at = committed(await project(`python = ["${newest}"]\n`, "pure"), ".github/workflows/mine.yml", text);
  const run = await act({
    ...at,
    event: "pull_request",
    payload: traps.payload,
    store: storeOf(),
    repositories,
  });
  expect(run.status, run.text.slice(-5000)).toBe(0);
  expect(run.text).toMatch(/left 1 of 1\.0 in \/\S+\/\*\.out\n/);
  expect(run.text.match(/error\[(usage-invalid|project-not-found)\]/g)).toHaveLength(6);
  expect(traps.sprung()).toEqual([]);
});

it("the reusable workflow plans, builds its slices and leaves one artifact to the caller's own job", async (context) => {
  actOrSkip(context);
  programOrSkip(context, "cc");
  const { oldest, newest } = pythonsOrSkip(context);
  if (oldest === newest) context.skip("needs two Pythons");
  const text = `on: push
permissions: { contents: read }
jobs:
  wheels:
    uses: wheelway/wheelway/.github/workflows/reusable.yml@v1
    with: { slices: "2" }
  publish:
    needs: wheels
    runs-on: ubuntu-latest
    steps:
${checkout}      - run: echo "gathered $WHEELS of $VERSION"
        env:
          WHEELS: \${{ needs.wheels.outputs.wheels }}
          VERSION: \${{ needs.wheels.outputs.version }}
`;
  const config = `python = ["${oldest}", "${newest}"]\n[build]\nenv = { TINY = "compile" }\n`;
  const at = committed(await project(config, "version"), ".github/workflows/mine.yml", text);
  const store = storeOf();
  const run = await act({ ...at, event: "push", store, repositories });
  expect(run.status, run.text.slice(-5000)).toBe(0);
  expect(run.text).toContain("gathered 2 of 1.0");
  expect(readdirSync(store).sort()).toEqual([
    "dist",
    "dist-plan",
    "dist-slice-linux-x86_64-1",
    "dist-slice-linux-x86_64-2",
  ]);
});

it("names of branches, titles and inputs reach no shell of the written workflows", async (context) => {
  actOrSkip(context);
  const { newest } = pythonsOrSkip(context);
  const traps = trapsIn(emptyFolder());
  const folder = await project(`python = ["${newest}"]\nplatforms = ["manylinux_2_36_x86_64"]\n`, "pure");
  const init = await wheelway(["ci", "init", "github"], { cwd: folder });
  expect(init.status, told(init)).toBe(0);
  commitAll(folder, `Add workflows ${traps.plain}`);
  git(folder, "checkout", "--quiet", "-b", traps.branch);
  const common = { cwd: folder, payload: traps.payload, store: storeOf() };
  const env = { GITHUB_HEAD_REF: traps.branch, GITHUB_ACTOR: traps.plain };
  const pull = await act({ ...common, env, event: "pull_request", workflow: ".github/workflows/wheels.yml" });
  expect(pull.status, pull.text.slice(-5000)).toBe(0);
  const release = await act({
    ...common,
    env,
    event: "workflow_dispatch",
    payload: { ...traps.payload, inputs: { to: traps.plain } },
    workflow: jobAlone(folder, ".github/workflows/release.yml", "release"),
  });
  expect(release.status).not.toBe(0);
  expect(release.text).toContain("It is `pypi` or `testpypi`.");
  expect(traps.sprung()).toEqual([]);
});

/** What strangers can choose, so that a shell which reads it makes a file. */
function trapsIn(folder: string) {
  let count = 0;
  const touch = () => `touch ${folder}/sprung-${(count += 1)}`;
  const plain = `"; ${touch()}; ' ; ${touch()} ; \` ${touch()} \` $(${touch()}) | ${touch()} && ${touch()} #`;
  // Git takes no blank in the name of a branch.
  const branch = `x";$(${touch()});\`${touch()}\`;'|${touch()}`.replaceAll(" ", "${IFS}");
  const payload = {
    action: "opened",
    number: 7,
    repository: { default_branch: "main" },
    sender: { login: plain },
    pull_request: {
      number: 7,
      title: plain,
      body: `first\n${touch()}\n$(${touch()})\nversion=9\n`,
      head: { ref: branch, label: `stranger:${branch}`, sha: "1".repeat(40) },
      base: { ref: "main", sha: "2".repeat(40) },
    },
  };
  const sprung = () => readdirSync(folder);
  const expressions = [
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
  ];
  return { plain, branch, payload, expressions, sprung };
}
