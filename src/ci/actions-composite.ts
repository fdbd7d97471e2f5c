/** The action that a workflow of somebody's own calls: `uses: OWNER/wheelway/ci/github@v1`. One step runs Wheelway, with words that no shell reads. */

import { dagger } from "../services.ts";
import { actions, forgejoActions, type ForgeActions } from "./actions.ts";
import { cacheKeys } from "./actions-steps.ts";
import { version } from "../version.ts";
import { inline, pinned, spaced, yamlText } from "./yaml.ts";

/** At GitHub the machines have Docker, so that an engine of Dagger can build. */
export function compositeAction(forge: "github" | "forgejo"): string {
  const engine = forge === "github";
  const document = {
    name: "Wheelway",
    description: "Builds, tests, verifies and releases the wheels and the sdist of a Python project",
    branding: inline({ icon: "package", color: "blue" }),
    inputs: { ...inputs, ...(engine ? engineInput : {}) },
    outputs,
    runs: {
      using: "composite",
      steps: [...(engine ? [engineStep] : []), cacheStep(engine ? actions : forgejoActions), wheelwayStep],
    },
  };
  const text = spaced(yamlText(document, "1.2"), ["inputs", "outputs", "runs"]);
  return `# Generated from src/ci/actions-composite.ts.\n${text}`;
}

const inputs = {
  command: inline({
    description: "One of wheelway: build, verify, plan, gather, release, …",
    default: "build",
  }),
  arguments: inline({ description: "Divided by white space; quotes are part of a word", default: "" }),
  source: inline({ description: "Folder of the project", default: "." }),
  cache: inline({ description: "Keep results between runs, never those of a tag", default: "true" }),
};

const engineInput = {
  dagger: inline({ description: "Install the dagger program on Linux, for images", default: "true" }),
};

const told = {
  dist: "Absolute path of the artifacts",
  version: "Version of the artifacts",
  wheels: "How many wheels there are",
  slices: "JSON of plan --slices for a matrix",
} as const;

const outputs = Object.fromEntries(
  Object.entries(told).map(([name, description]) => [
    name,
    inline({ description, value: `\${{ steps.wheelway.outputs.${name} }}` }),
  ]),
);

const engineStep = {
  uses: pinned(actions.dagger),
  if: "${{ runner.os == 'Linux' && inputs.dagger == 'true' }}",
  with: inline({ version: dagger.version }),
};

/** Outside of the checkout, which must stay clean. */
const cacheFolder = "${{ runner.temp }}/wheelway";
const machine = "${{ github.job }}-${{ runner.os }}-${{ runner.arch }}";

const cacheStep = ({ cache }: ForgeActions) => ({
  uses: pinned(cache),
  if: "${{ inputs.cache == 'true' && github.ref_type != 'tag' }}",
  with: { path: cacheFolder, ...cacheKeys(machine) },
});

const wheelwayStep = {
  id: "wheelway",
  shell: "bash",
  // Words are parted, and no pattern among them becomes the names of files.
  run: `set -f && npx --yes wheelway@${version} "$COMMAND" $ARGUMENTS`,
  "working-directory": "${{ inputs.source }}",
  env: {
    COMMAND: "${{ inputs.command }}",
    ARGUMENTS: "${{ inputs.arguments }}",
    WHEELWAY_CACHE_DIR: cacheFolder,
  },
};
