/** `[tool.wheelway.release]`: shape, default and description of every key. */

import { z } from "zod";
import { recordPlaceholders } from "./record-template.ts";
import { command, matching, text } from "./schema-values.ts";

const address = matching(/^https?:\/\/\S+$/, "an http or https URL");

const index = z.strictObject({
  name: text.meta({ description: "How messages name it." }),
  upload: address.meta({ description: "Address that takes uploads (legacy upload API)." }),
  simple: address.meta({ description: "Address of its simple API (PEP 503, 691)." }),
});

const quality = z.strictObject({
  name: text.meta({ description: "How it is named in the log." }),
  command: command.optional().meta({
    description:
      "What runs, in the project's folder. Without it, it runs elsewhere and is only acknowledged.",
  }),
  acknowledge: z.enum(["person", "policy"]).optional().meta({
    description:
      "Must somebody say that it was done? `policy`: a run without a person may say so after its command passed.",
  }),
});

const checkpoint = z.strictObject({
  name: text.meta({ description: "How it is named in the log." }),
  command: command.optional().meta({ description: "What runs, in the project's folder." }),
  approval: z.boolean().default(false).meta({ description: "Must somebody acknowledge it?" }),
});

const versionFile = z.union([
  text,
  z.strictObject({
    path: text.meta({ description: "Relative to the project." }),
    pattern: text
      .refine((value) => value.split("{version}").length === 2, { error: "holds {version} once" })
      .meta({ description: "Text around the version, with `{version}` in its place." }),
  }),
]);

const changelog = z.strictObject({
  path: text.default("CHANGELOG.md").meta({ description: "The file (Keep a Changelog)." }),
  generate: command.optional().meta({
    description:
      "Writes the section before it is read, such as git-cliff; `{version}` and `{tag}` are replaced.",
  }),
});

const refs = {
  branch: text.optional().meta({ description: "The branch that is released. Default: the remote's own." }),
  remote: text.default("origin").meta({ description: "The git remote." }),
  tag: text
    .default("v{version}")
    .refine((value) => value.split("{version}").length === 2, { error: "holds {version} once" })
    .meta({ description: "How tags are spelled." }),
  "sign-tag": z.boolean().default(false).meta({ description: "Sign the tag with git's own key." }),
  "commit-message": text.default("Release {version}").meta({ description: "Message of the release commit." }),
  "commit-paths": z
    .array(text)
    .default([])
    .meta({ description: "Globs of paths that may be committed along; any other change stops the release." }),
  "version-files": z
    .array(versionFile)
    .default([])
    .meta({ description: "Files that hold the version. Default: those that are found." }),
  changelog: z
    .union([z.literal(false), changelog])
    .optional()
    .meta({
      description: "The changelog. Default: CHANGELOG.md where there is one; false for none.",
    }),
} as const;

const guards = {
  "required-checks": z
    .union([z.literal("all"), z.array(text)])
    .default([])
    .meta({ description: "Checks of the commit that must be green at the forge." }),
  quality: z
    .array(quality)
    .default([])
    .meta({ description: "Commands that must pass before the build, and what must be acknowledged." }),
  checkpoints: z
    .array(checkpoint)
    .default([])
    .meta({ description: "Steps of the project that may need a person." }),
  approval: z.enum(["person", "policy", "none"]).default("person").meta({
    description:
      "Who approves the manifest. `policy`: a run without a person approves where credentials are there.",
  }),
} as const;

const places = {
  forge: z.enum(["github", "gitea", "gitlab", "none"]).optional().meta({
    description: "The forge. Default: told by the remote's address.",
  }),
  "forge-api": address.optional().meta({ description: "Base address of a forge of one's own." }),
  "forge-project": text.optional().meta({ description: "owner/name. Default: from the remote's address." }),
  index: z
    .union([z.literal(false), index])
    .optional()
    .meta({ description: "The index. Default: the public one; false for none." }),
  "test-index": z
    .union([z.literal(false), index])
    .optional()
    .meta({
      description: "The index that comes first. Default: the public test instance; false for none.",
    }),
  registries: z.array(index).default([]).meta({ description: "Further registries, after the index." }),
  split: z.boolean().default(false).meta({
    description:
      "End with the forge's public release; `wheelway publish --from-release TAG` brings its files to the indexes.",
  }),
  "prereleases-stop": z
    .boolean()
    .default(false)
    .meta({ description: "Alpha, beta and rc go no further than the test index." }),
} as const;

const sigstore = z.strictObject({
  fulcio: address.meta({ description: "Base address of the certificate authority." }),
  rekor: address.meta({ description: "Base address of the transparency log (version 1 of its API)." }),
  tsa: address.optional().meta({ description: "Address of signed times (RFC 3161). Default: none." }),
  audience: text.default("sigstore").meta({ description: "Audience of identity tokens." }),
  "trusted-root": text
    .optional()
    .meta({ description: "File with the instance's trusted root, relative to the project." }),
});

const signing = {
  sigstore: z
    .union([z.literal(false), sigstore])
    .optional()
    .meta({
      description:
        "The Sigstore instance that signs, in a CI that vouches for the run. Default: the public one; false for no signatures.",
    }),
} as const;

const after = {
  record: z
    .array(
      z.strictObject({
        path: text.meta({
          description: "Relative to the project; `{version}` is replaced. Its ending tells the format.",
          examples: ["releases/latest.json"],
        }),
        template: text.meta({
          description: `What it will hold. Replaced are ${Object.keys(recordPlaceholders)
            .map((name) => `\`{${name}}\``)
            .join(
              ", ",
            )}: in JSON, YAML and TOML texts are escaped for double quotes, the last three are values.`,
          examples: ['{ "version": "{version}", "links": {links} }'],
        }),
      }),
    )
    .default([])
    .meta({ description: "Files that tell what was published: committed to the branch after the fact." }),
  notify: z
    .array(z.strictObject({ kind: z.enum(["slack", "matrix"]), "url-from": text }))
    .default([])
    .meta({ description: "Webhooks; `url-from` names the environment variable with the address." }),
  "nightly-test-index": z
    .boolean()
    .default(false)
    .meta({ description: "Nightlies go to the test index too; never to the index." }),
  "nightly-keep": z.int().min(1).default(7).meta({ description: "How many nightly releases stay." }),
  "log-folder": text
    .optional()
    .meta({ description: "Folder of human-readable logs, relative to the project." }),
  dispatch: z
    .strictObject({ workflow: text, inputs: z.record(z.string(), z.string()).default({}) })
    .optional()
    .meta({
      description:
        "A workflow to start after the forge's release is public: at least once, `{tag}` and `{version}` are replaced.",
    }),
} as const;

export const release = z.strictObject({ ...refs, ...guards, ...places, ...signing, ...after }).prefault({});
