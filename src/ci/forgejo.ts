/** Forgejo and Gitea Actions: the language of GitHub's, machines of one's own, and no identity tokens. */

import { forgejoActions, giteaActions, type ForgeActions } from "./actions.ts";
import { buildWorkflow, releaseWorkflow, type Dialect } from "./actions-workflow.ts";
import { imageOf, setupLines } from "./linux-image.ts";
import type { System, Workflow } from "./workflow.ts";

/** The label that runners have by default; the image of the job comes on top. */
const machines = { "linux-x86_64": "docker" } as const;

export const forgejo = system(".forgejo", forgejoActions, "FORGEJO_TOKEN");

/** It does not read the folder of Forgejo. */
export const gitea = system(".gitea", giteaActions, "GITEA_TOKEN");

function system(folder: string, actions: ForgeActions, tokenVariable: string): System {
  const dialect = (workflow: Workflow): Dialect => ({
    actions,
    runsOn: () => machines["linux-x86_64"],
    light: machines["linux-x86_64"],
    environments: false,
    identity: false,
    image: imageOf(workflow),
    tokenVariable,
    setup: () => setupLines(workflow).map((run) => ({ run })),
  });
  return {
    machines,
    files: {
      [`${folder}/workflows/wheels.yml`]: (workflow) => buildWorkflow(workflow, dialect(workflow)),
      [`${folder}/workflows/release.yml`]: (workflow) => releaseWorkflow(workflow, dialect(workflow)),
    },
  };
}
