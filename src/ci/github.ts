/** GitHub Actions: machines of its own for every kind, and a Dagger engine beside the runner's Docker. */

import { dagger } from "../services.ts";
import { actions } from "./actions.ts";
import { buildWorkflow, releaseWorkflow, type Dialect } from "./actions-workflow.ts";
import type { System, Workflow, WorkflowSlice } from "./workflow.ts";
import { pinned } from "./yaml.ts";

/** Kind of machine -> the label of the runners that GitHub rents out. */
export const githubMachines = {
  "linux-x86_64": "ubuntu-24.04",
  "linux-aarch64": "ubuntu-24.04-arm",
  "macos-arm64": "macos-15",
  "macos-x86_64": "macos-15-intel",
  "windows-x86_64": "windows-2025",
  "windows-arm64": "windows-11-arm",
} as const;

export const github: System = {
  machines: githubMachines,
  files: {
    ".github/workflows/wheels.yml": (workflow) => buildWorkflow(workflow, dialectOf(workflow)),
    ".github/workflows/release.yml": (workflow) => releaseWorkflow(workflow, dialectOf(workflow)),
  },
};

function dialectOf(workflow: Workflow): Dialect {
  return {
    actions,
    runsOn: ({ runner }) => githubMachines[runner],
    light: githubMachines["linux-x86_64"],
    environments: true,
    identity: true,
    image: undefined,
    tokenVariable: "GITHUB_TOKEN",
    setup: (slices, which) => engine(workflow, slices, which),
  };
}

/** Only Linux is built in containers, and only where the configuration does not say that it is not. */
function engine({ containers }: Workflow, slices: readonly WorkflowSlice[], which: string | undefined) {
  const linux = slices.filter(({ runner }) => runner.startsWith("linux-"));
  if (!containers || linux.length === 0) return [];
  const some = which !== undefined && linux.length < slices.length;
  return [
    {
      uses: pinned(actions.dagger),
      ...(some ? { if: `\${{ startsWith(${which}, 'linux-') }}` } : {}),
      with: { version: dagger.version },
    },
  ];
}
