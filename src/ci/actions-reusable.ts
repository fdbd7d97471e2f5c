/** The workflow that others call for the whole of a build: plan, slices on as many machines, gathered. It publishes nothing: who publishes is known by the caller's own workflow. */

import { runnerKinds } from "../plan/runners.ts";
import { dagger } from "../services.ts";
import { version } from "../version.ts";
import { actions } from "./actions.ts";
import { cacheKeys, download, upload } from "./actions-steps.ts";
import { githubMachines } from "./github.ts";
import { pinned, spaced, yamlText } from "./yaml.ts";

/** All that jobs hand on is outside of the checkout, which is not ours. */
const at = "${{ runner.temp }}";
const wheelway = (words: string, env: Readonly<Record<string, string>> = {}) => ({
  run: `npx --yes wheelway@${version} ${words}`,
  "working-directory": "${{ inputs.source }}",
  ...(Object.keys(env).length === 0 ? {} : { env }),
});
const light = { "runs-on": githubMachines["linux-x86_64"], permissions: { contents: "read" } };

export function reusableWorkflow(): string {
  const document = {
    name: "reusable",
    on: { workflow_call: { inputs, outputs: calledOutputs } },
    permissions: {},
    defaults: { run: { shell: "bash" } },
    jobs: { plan, build, gather },
  };
  const text = spaced(yamlText(document, "1.2"), ["on", "permissions", "defaults", "jobs"], "jobs");
  return `# Generated from src/ci/actions-reusable.ts.\n${text}`;
}

const inputs = {
  source: { description: "Folder of the project", type: "string", default: "." },
  slices: { description: "Over how many jobs; auto: one for each kind", type: "string", default: "auto" },
  runners: {
    description: "Kinds of machines that may be used",
    type: "string",
    default: runnerKinds.join(","),
  },
  machines: {
    description: "JSON: kind of machine -> label of its runners",
    type: "string",
    default: JSON.stringify(githubMachines),
  },
  submodules: { description: "Check out submodules", type: "boolean", default: false },
  cache: { description: "Keep results between runs; of a tag, never", type: "boolean", default: true },
  artifact: { description: "Name of the artifact that is left", type: "string", default: "dist" },
} as const;

const left = ["version", "wheels"] as const;

const calledOutputs = {
  version: { description: "Version of the project", value: "${{ jobs.gather.outputs.version }}" },
  wheels: { description: "How many wheels there are", value: "${{ jobs.gather.outputs.wheels }}" },
};

const checkout = {
  uses: pinned(actions.checkout),
  with: { "persist-credentials": false, "fetch-depth": 0, submodules: "${{ inputs.submodules }}" },
};

const plan = {
  name: "Plan and sdist",
  ...light,
  outputs: { slices: "${{ steps.plan.outputs.slices }}" },
  steps: [
    checkout,
    {
      name: "Plan the slices",
      id: "plan",
      ...wheelway('plan --slices "$SLICES" --runners "$RUNNERS" --json > "$RUNNER_TEMP/slices.json"', {
        SLICES: "${{ inputs.slices }}",
        RUNNERS: "${{ inputs.runners }}",
      }),
    },
    {
      name: "Build the sdist",
      ...wheelway('build --slice sdist --plan "$RUNNER_TEMP/slices.json" --dist "$RUNNER_TEMP/slices/sdist"'),
    },
    upload("${{ inputs.artifact }}-plan", `${at}/slices.json\n${at}/slices/sdist\n`, actions),
  ],
};

const build = {
  name: "${{ matrix.slice }}",
  needs: "plan",
  strategy: { "fail-fast": false, matrix: { include: "${{ fromJSON(needs.plan.outputs.slices) }}" } },
  "runs-on": "${{ fromJSON(inputs.machines)[matrix.runner] }}",
  permissions: { contents: "read" },
  steps: [
    checkout,
    download("${{ inputs.artifact }}-plan", at, actions),
    {
      uses: pinned(actions.dagger),
      if: "${{ runner.os == 'Linux' }}",
      with: { version: dagger.version },
    },
    {
      uses: pinned(actions.cache),
      if: "${{ inputs.cache && github.ref_type != 'tag' }}",
      with: { path: `${at}/cache`, ...cacheKeys("${{ inputs.artifact }}-${{ matrix.slice }}") },
    },
    {
      name: "Build and test the slice",
      ...wheelway(
        'build --slice "$SLICE" --plan "$RUNNER_TEMP/slices.json" --sdist "$RUNNER_TEMP/slices/sdist" --dist "$RUNNER_TEMP/slices/$SLICE"',
        { SLICE: "${{ matrix.slice }}", WHEELWAY_CACHE_DIR: `${at}/cache` },
      ),
    },
    upload("${{ inputs.artifact }}-slice-${{ matrix.slice }}", `${at}/slices/\${{ matrix.slice }}`, actions),
  ],
};

const gather = {
  name: "Gather and verify",
  needs: "build",
  ...light,
  outputs: Object.fromEntries(left.map((name) => [name, `\${{ steps.gather.outputs.${name} }}`])),
  steps: [
    checkout,
    download("${{ inputs.artifact }}-plan", at, actions),
    {
      uses: pinned(actions.download),
      with: { pattern: "${{ inputs.artifact }}-slice-*", path: `${at}/slices` },
    },
    {
      name: "Gather every slice",
      id: "gather",
      ...wheelway('gather "$RUNNER_TEMP/slices" --plan "$RUNNER_TEMP/slices.json" --to "$RUNNER_TEMP/dist"'),
    },
    upload("${{ inputs.artifact }}", `${at}/dist`, actions),
  ],
};
