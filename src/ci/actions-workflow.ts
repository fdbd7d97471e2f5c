/** A workflow in the language of GitHub Actions, which Forgejo and Gitea speak as well. */

import type { ForgeActions } from "./actions.ts";
import { cache, checkout, download, isPull, upload } from "./actions-steps.ts";
import { commandsOf, nameFor, ownFolder, places, sliceCommand, tagGlob } from "./commands.ts";
import type { Workflow, WorkflowSlice } from "./workflow.ts";
import { pinned, spaced, yamlText } from "./yaml.ts";

/** What the systems do not share. */
export interface Dialect {
  readonly actions: ForgeActions;
  readonly runsOn: (slice: WorkflowSlice) => string;
  /** The machine of jobs that compile nothing. */
  readonly light: string;
  /** Jobs can be held until somebody approves them, and publishers are known by the environment's name. */
  readonly environments: boolean;
  /** Installs what jobs of these slices need, the actions of others among that; `which`: the expression that holds the name of the one that runs, in a matrix. */
  readonly setup: (slices: readonly WorkflowSlice[], which?: string) => readonly object[];
  /** The image of the jobs' container. */
  readonly image: string | undefined;
  /** Jobs get identity tokens; else the index's own tokens are secrets of the repository. */
  readonly identity: boolean;
  /** Variable that holds the forge's token, for Wheelway. */
  readonly tokenVariable: string;
}

const isNightly = "github.event_name == 'schedule'";
const topLevel = ["on", "permissions", "concurrency", "defaults", "env", "jobs"];

/** Builds and tests, may read and nothing else; `dist` is what it leaves. */
export function buildWorkflow(workflow: Workflow, dialect: Dialect): string {
  const { branches, folder } = workflow;
  const name = nameFor("wheels", folder);
  const document = {
    name,
    on: {
      push: { branches: [...branches] },
      pull_request: {},
      workflow_dispatch: {},
    },
    permissions: {},
    concurrency: { group: `${name}-\${{ github.ref }}`, "cancel-in-progress": `\${{ ${isPull} }}` },
    ...common,
    jobs: buildJobs(workflow, { ...dialect, cached: true }),
  };
  return spaced(yamlText(document, "1.2"), topLevel, "jobs");
}

/** Builds anew, without any cache, and publishes those bytes: what a pull request can start has no part in it. */
export function releaseWorkflow(workflow: Workflow, dialect: Dialect): string {
  const { nightlyAt, slices, folder } = workflow;
  const name = nameFor("release", folder);
  const to = { description: "How far", type: "choice", options: ["testpypi", "pypi"], default: "testpypi" };
  const document = {
    name,
    on: {
      push: { tags: [tagGlob(workflow)] },
      schedule: [{ cron: `${nightlyAt % 60} ${Math.floor(nightlyAt / 60)} * * *` }],
      workflow_dispatch: { inputs: { to } },
    },
    permissions: {},
    concurrency: { group: `${name}-\${{ github.ref }}`, "cancel-in-progress": false },
    ...common,
    jobs: {
      ...buildJobs(workflow, { ...dialect, cached: false }),
      release: release(workflow, dialect),
      ...(slices.length === 1 ? { nightly: nightly(workflow, dialect) } : {}),
    },
  };
  return spaced(yamlText(document, "1.2"), topLevel, "jobs");
}

const common = {
  defaults: { run: { shell: "bash" } },
  env: { WHEELWAY_CACHE_DIR: places.cache },
};

type Cached = Dialect & { readonly cached: boolean };

function buildJobs(workflow: Workflow, dialect: Cached) {
  return workflow.slices.length === 1 ? whole(workflow, dialect) : sliced(workflow, dialect);
}

function whole(workflow: Workflow, dialect: Cached) {
  const { actions } = dialect;
  const [slice] = workflow.slices;
  const { build } = commandsOf(workflow);
  return {
    build: {
      name: "Build and test",
      ...machine(dialect.runsOn(slice), dialect),
      permissions: { contents: "read" },
      steps: [
        ...dialect.setup([slice]),
        checkout(workflow, actions),
        ...cache(nameFor(slice.name, workflow.folder), actions, dialect.cached),
        { name: "Build, test and verify", run: build },
        upload("dist", places.dist, actions),
      ],
    },
  };
}

function sliced(workflow: Workflow, dialect: Cached) {
  const { actions } = dialect;
  const { plan, sdist, gather } = commandsOf(workflow);
  const light = machine(dialect.light, dialect);
  const permissions = { contents: "read" };
  return {
    plan: {
      name: "Plan and sdist",
      ...light,
      permissions,
      steps: [
        ...dialect.setup([]),
        checkout(workflow, actions),
        { name: "Plan the slices", run: plan },
        { name: "Build the sdist", run: sdist },
        upload("plan", `${places.plan}\n${places.sdist}\n`, actions),
      ],
    },
    build: slices(workflow, dialect),
    gather: {
      name: "Gather and verify",
      needs: "build",
      ...light,
      permissions,
      steps: [
        ...dialect.setup([]),
        checkout(workflow, actions),
        download("plan", ownFolder, actions),
        { uses: pinned(actions.download), with: { pattern: "slice-*", path: places.slices } },
        { name: "Gather every slice", run: gather },
        upload("dist", places.dist, actions),
      ],
    },
  };
}

/** One job of the matrix for each: it can be rerun alone, and what it has made is there under its name. */
function slices(workflow: Workflow, dialect: Cached) {
  const { actions } = dialect;
  const name = "${{ matrix.slice }}";
  return {
    name,
    needs: "plan",
    strategy: {
      "fail-fast": false,
      matrix: {
        include: workflow.slices.map((slice) => ({ slice: slice.name, runner: dialect.runsOn(slice) })),
      },
    },
    ...machine("${{ matrix.runner }}", dialect),
    permissions: { contents: "read" },
    steps: [
      ...dialect.setup(workflow.slices, "matrix.slice"),
      checkout(workflow, actions),
      download("plan", ownFolder, actions),
      ...cache(nameFor(name, workflow.folder), actions, dialect.cached),
      {
        name: "Build and test the slice",
        run: sliceCommand(workflow, '"$SLICE"', `${places.slices}/"$SLICE"`),
        env: { SLICE: name },
      },
      upload(`slice-${name}`, `${places.slices}/${name}`, actions),
    ],
  };
}

/** Only here is anything that can publish; it runs nothing of the project, takes no cache, and waits for the environment. */
function release(workflow: Workflow, dialect: Dialect) {
  return {
    name: "Release",
    needs: lastOf(workflow),
    if: `\${{ !(${isNightly}) }}`,
    ...machine(dialect.light, dialect),
    ...(dialect.environments ? { environment: "pypi" } : {}),
    permissions: { contents: "write", ...(dialect.identity ? { "id-token": "write" } : {}) },
    steps: [
      ...dialect.setup([]),
      checkout({ ...workflow, history: true }, dialect.actions, { writes: true }),
      download("dist", places.dist, dialect.actions),
      {
        name: "Publish the same bytes",
        run: `${commandsOf(workflow).release} --to "$TO"`,
        env: {
          TO: "${{ inputs.to || 'pypi' }}",
          [dialect.tokenVariable]: "${{ github.token }}",
          ...(dialect.identity ? {} : indexTokens),
        },
      },
    ],
  };
}

const indexTokens = {
  WHEELWAY_PYPI_TOKEN: "${{ secrets.PYPI_API_TOKEN }}",
  WHEELWAY_TESTPYPI_TOKEN: "${{ secrets.TEST_PYPI_API_TOKEN }}",
};

/** The job that leaves `dist`. */
function lastOf({ slices: all }: Workflow): string {
  return all.length === 1 ? "build" : "gather";
}

/** It makes the version of the night itself, so that it builds. */
function nightly(workflow: Workflow, dialect: Dialect) {
  const [slice] = workflow.slices;
  return {
    name: "Nightly prerelease",
    needs: "build",
    if: `\${{ ${isNightly} }}`,
    ...machine(dialect.runsOn(slice), dialect),
    permissions: { contents: "write" },
    steps: [
      ...dialect.setup([slice]),
      checkout({ ...workflow, history: true }, dialect.actions, { writes: true }),
      {
        name: "Build and release the night",
        run: commandsOf(workflow).nightly,
        env: { [dialect.tokenVariable]: "${{ github.token }}" },
      },
    ],
  };
}

function machine(runsOn: string, { image }: Dialect) {
  return { "runs-on": runsOn, ...(image === undefined ? {} : { container: { image } }) };
}
