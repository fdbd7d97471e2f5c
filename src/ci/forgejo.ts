/** Forgejo and Gitea Actions: the language of GitHub's, machines of one's own, and no identity tokens. */

import { buildWorkflow, releaseWorkflow, type Dialect } from "./actions-workflow.ts";
import { imageOf, setupLines } from "./linux-image.ts";
import type { System, Workflow } from "./workflow.ts";

/** The label that runners have by default; the image of the job comes on top. */
const machines = { "linux-x86_64": "docker" } as const;

export const forgejo: System = {
  machines,
  files: {
    ".forgejo/workflows/wheels.yml": (workflow) => buildWorkflow(workflow, dialectOf(workflow)),
    ".forgejo/workflows/release.yml": (workflow) => releaseWorkflow(workflow, dialectOf(workflow)),
  },
};

function dialectOf(workflow: Workflow): Dialect {
  return {
    runsOn: () => machines["linux-x86_64"],
    light: machines["linux-x86_64"],
    environments: false,
    identity: false,
    image: imageOf(workflow),
    tokenVariable: "FORGEJO_TOKEN",
    setup: () => setupLines(workflow).map((run) => ({ run })),
  };
}
