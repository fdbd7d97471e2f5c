/** The actions and the reusable workflow that other repositories call. */

import { compositeAction } from "../../src/ci/actions-composite.ts";
import { reusableWorkflow } from "../../src/ci/actions-reusable.ts";
import type { Generator } from "./generator.ts";

export const githubAction: Generator = {
  path: "ci/github/action.yml",
  text: () => Promise.resolve(compositeAction("github")),
};

export const forgejoAction: Generator = {
  path: "ci/forgejo/action.yml",
  text: () => Promise.resolve(compositeAction("forgejo")),
};

/** GitHub looks for reusable workflows in this folder alone. */
export const reusableWorkflowFile: Generator = {
  path: ".github/workflows/reusable.yml",
  text: () => Promise.resolve(reusableWorkflow()),
};
