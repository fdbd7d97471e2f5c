/** Every generated file of the repository. */

import { gitlabTemplateFile, pipelineFiles } from "./ci-pipelines.ts";
import { forgejoAction, githubAction, reusableWorkflowFile } from "./ci-wrappers.ts";
import { cliReference } from "./cli-reference.ts";
import { configReference } from "./config-reference.ts";
import { configSchemaFile } from "./config-schema.ts";
import { costSchemaFile, pricesSchemaFile } from "./cost-schemas.ts";
import { errorReference, exitStatusReference } from "./error-reference.ts";
import { eventReference, eventSchemaFile } from "./event-reference.ts";
import { findingReference } from "./finding-reference.ts";
import type { Generator } from "./generator.ts";
import { manifestSchemaFile } from "./manifest-schema.ts";
import { ownWorkflows } from "./own-workflows.ts";
import { partialManifestSchemaFile, slicePlanSchemaFile } from "./slice-schemas.ts";
import { statusSchemaFile } from "./status-schema.ts";
import { verifySchemaFile } from "./verify-schema.ts";

export const generators: readonly Generator[] = [
  configSchemaFile, // completion and checks in editors
  configReference, // docs: every key
  manifestSchemaFile, // for readers of dist/manifest.json
  slicePlanSchemaFile, // for CI jobs that read `wheelway plan --slices N --json`
  costSchemaFile, // for programs that read `wheelway plan --cost --json`
  pricesSchemaFile, // for files of `wheelway plan --cost --prices FILE`
  partialManifestSchemaFile, // for readers of slice.json, which each slice writes
  cliReference, // docs: the help of every command
  errorReference, // docs: every code
  exitStatusReference, // docs: every status
  findingReference, // docs: every code of a check
  verifySchemaFile, // for programs that read `wheelway verify --json`
  statusSchemaFile, // for programs that read `wheelway status --json`
  eventReference, // docs: the lines of --json
  eventSchemaFile, // for programs that read them
  githubAction, // for workflows of others
  forgejoAction, // the same without an engine
  reusableWorkflowFile, // slices for workflows of others
  gitlabTemplateFile, // for pipelines of others
  ...pipelineFiles, // to be copied: CIs that have nothing to call
  ...ownWorkflows, // for this repository's CI, and for the demo
];
