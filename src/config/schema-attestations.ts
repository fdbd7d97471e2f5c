/** `[tool.wheelway.attestations]`: who must have published what the index has of the project (PEP 740). */

import { z } from "zod";
import { text } from "./schema-values.ts";

export const attestations = z
  .strictObject({
    publisher: z.enum(["github", "gitlab", "google"]).meta({
      description: "Kind of the trusted publisher.",
    }),
    repository: text.meta({
      description: "`owner/name`, without the host; for `google`, the e-mail address of the account.",
      examples: ["demo/demo"],
    }),
    workflow: text.optional().meta({
      description: "File of the workflow that publishes. Default: any.",
      examples: ["release.yml"],
    }),
    environment: text.optional().meta({
      description: "Environment that it publishes from, as the index says. Default: any.",
      examples: ["pypi"],
    }),
  })
  .optional()
  .meta({
    description:
      "Who must have published this project: `wheelway verify pypi:…` holds the attestations of each file against it.",
  });
