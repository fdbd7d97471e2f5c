/** The shape of manifest.json, version 1; its JSON schema is generated from here. */

import { z } from "zod";

import { variations } from "../plan/task.ts";
import { findingCodes, type FindingCode } from "../checks/finding.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const fileName = z.string().regex(/^[^/\\]+$/);

const varied = z.enum([...variations, "clock"]);

const test = z.strictObject({
  name: z.string().describe("As the configuration names it."),
  verdict: z.enum(["passed", "failed", "timeout", "skipped"]),
  target: z.string().describe("Where it ran: the id of a target."),
  python: z.string().describe("The interpreter it ran with."),
});

const artifact = z.strictObject({
  file: fileName.describe("File name in dist/."),
  kind: z.enum(["wheel", "sdist"]),
  sha256,
  size: z.int().min(0).describe("Bytes."),
  tags: z.array(z.string()).describe("Every tag of a wheel, python-abi-platform."),
  targets: z.array(z.string()).describe("Ids of the targets it serves."),
  tests: z.array(test),
  untested: z
    .array(z.strictObject({ target: z.string(), reason: z.string() }))
    .describe("Targets it serves but was not tested on, and why."),
  reproduction: z
    .strictObject({
      reproduced: z.boolean().describe("A second build gave the same bytes."),
      varied: z.array(varied).describe("What was another one in the second build."),
      unvaried: z.array(varied).describe("What was the same in both, so that nothing is proved of it."),
    })
    .optional()
    .describe("Only where it was built a second time."),
});

const expectedWheel = z.strictObject({
  kind: z.literal("wheel"),
  targets: z.tuple([z.string()], z.string()),
  wheelKind: z.enum(["pure", "py3-platform", "abi3", "abi3t", "version"]).optional(),
  python: z.string().optional(),
  abi: z.string().optional(),
  platform: z.string().describe("The newest platform that the wheel may need, or any."),
  optional: z.boolean(),
  fallback: z.literal(true).optional(),
});
const expectedSdist = z.strictObject({ kind: z.literal("sdist"), optional: z.boolean() });

export const contractSchema = z.strictObject({
  mode: z.enum(["learning", "exact"]),
  artifacts: z.array(z.discriminatedUnion("kind", [expectedWheel, expectedSdist])),
});

const finding = z.strictObject({
  code: z.enum(Object.keys(findingCodes) as [FindingCode, ...FindingCode[]]),
  severity: z.enum(["error", "warning", "note"]),
  artifact: z.string().optional(),
  member: z.string().optional().describe("Path inside the artifact."),
  message: z.string(),
  hint: z.string(),
});

const turnedDown = z.strictObject({
  code: z.string(),
  level: z.string(),
  reason: z.string(),
  count: z.int().min(0).describe("Findings that it changed or took away."),
});

const notRun = z.strictObject({
  what: z.string(),
  why: z.string(),
  remedy: z.string().describe("What would make it run."),
});

const ci = z.strictObject({
  system: z.enum(["github", "forgejo", "gitlab", "circleci", "azure", "jenkins", "buildkite", "google"]),
  event: z.enum(["push", "pull-request", "tag", "schedule", "manual", "unknown"]),
  fork: z.boolean().describe("A pull request that may come from another repository."),
  commit: z.string().optional(),
  ref: z.string().optional().describe("Whole, as in git."),
  runUrl: z.string().optional().describe("The page of the run."),
  actor: z.string().optional(),
});

const slice = z.strictObject({
  name: z.string(),
  backend: z.enum(["dagger", "host"]),
  machine: z.string(),
  job: z.string().optional().describe("Address of the CI job."),
});

const environment = z.strictObject({
  wheelway: z.string().describe("Version of Wheelway."),
  backend: z.enum(["dagger", "host", "several"]),
  machine: z.string(),
  slices: z.array(slice).optional().describe("The slices that the set was gathered from."),
  commit: z.string().optional(),
  dirty: z.boolean().optional().describe("Were there changes that are not in the commit?"),
  ci: ci.optional().describe("Which CI made them, for what and for whom: another one for each run."),
  sourceDateEpoch: z.int().describe("Seconds since 1970, UTC."),
  images: z.record(z.string(), z.string()).describe("What it is for -> reference with digest."),
  tools: z.record(z.string(), z.string()).describe("Tool -> version."),
  interpreters: z.record(z.string(), z.string()),
  network: z
    .array(
      z.strictObject({
        task: z.string(),
        state: z.enum(["open", "isolated", "not-isolated"]),
        why: z.string().optional(),
      }),
    )
    .describe("Whether builds were shut off from the network."),
});

const times = z.strictObject({
  started: z.iso.datetime(),
  finished: z.iso.datetime(),
  tasks: z.record(z.string(), z.number()).describe("Task -> seconds."),
});

export const manifestSchema = z.strictObject({
  version: z.literal(1).describe("Version of this schema."),
  project: z.strictObject({ name: z.string(), version: z.string() }),
  artifacts: z.array(artifact),
  documents: z
    .array(
      z.strictObject({
        file: z
          .string()
          .regex(/^(?:[^/\\]+\/)?[^/\\]+$/)
          .describe("Path below dist/."),
        sha256,
      }),
    )
    .optional()
    .describe("Bills of materials, licences and provenance."),
  contract: contractSchema.describe("What the plan promised."),
  findings: z.array(finding).describe("What the checks had to say."),
  turnedDown: z.array(turnedDown).optional().describe("Levels of the configuration, with their reasons."),
  notRun: z.array(notRun).optional().describe("Checks that could not run."),
  environment: environment.describe("What the artifacts were made with."),
  times: times.describe("The only part, beside environment.ci, in which two runs of one commit may differ."),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The JSON schema of manifest.json, for schema/manifest.schema.json. */
export function manifestJsonSchema(): object {
  const schema = z.toJSONSchema(manifestSchema, {
    override: ({ zodSchema, jsonSchema }) => {
      // zod does not say that a tuple with a rest must have its first items.
      if (zodSchema._zod.def.type === "tuple") jsonSchema.minItems = 1;
    },
  });
  return { title: "manifest.json of Wheelway", ...schema };
}
