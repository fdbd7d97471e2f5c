/** The table that says how a wheel and the sdist are proved to work: test. */

import { z } from "zod";
import { command, commands, duration, env, network, projectPath, text, texts } from "./schema-values.ts";

const smoke = z
  .strictObject({
    name: text.meta({
      description: "What the test shows, as reports name it.",
      examples: ["extension loads"],
    }),
    python: text.optional().meta({
      description: "Python source to run, taken as it is (no placeholders).",
      examples: ["import mypackage; print(mypackage.__version__)"],
    }),
    command: command.optional().meta({
      description: "A command to run instead of Python source.",
      examples: ["mypackage --version"],
    }),
  })
  // For editors; the rules tell it in words.
  .meta({ oneOf: [{ required: ["python"] }, { required: ["command"] }] });

export const test = z
  .strictObject({
    requires: texts.default([]).meta({
      description: "Requirements (PEP 508) installed for the tests.",
      examples: [["pytest"]],
    }),
    extras: texts.default([]).meta({
      description: "Extras of the project installed for the tests.",
      examples: [["cli"]],
    }),
    groups: texts.default([]).meta({
      description: "Dependency groups (PEP 735) of the project installed for the tests.",
      examples: [["test"]],
    }),
    sources: z
      .array(projectPath)
      .default([])
      .meta({
        description:
          "Files and folders that the tests need, copied to `{sources}`. The project's own package never is.",
        examples: [["tests/"]],
      }),
    before: commands.default([]).meta({ description: "Commands run before the smoke tests." }),
    env: env.default({}).meta({ description: "Environment variables of all tests." }),
    resolution: z
      .array(z.enum(["highest", "lowest-direct"]))
      .min(1, { error: "at least one resolution" })
      .default(["highest"])
      .meta({
        description:
          "Test against the newest dependencies (`highest`), the oldest that the project admits (`lowest-direct`), or both.",
        examples: [["highest", "lowest-direct"]],
      }),
    command: command.optional().meta({
      description: "The test command, run after the smoke tests, outside of the source tree.",
      examples: ["python -m pytest {sources}/tests"],
    }),
    network: network.default("index").meta({
      description: "`none` shuts the network while the tests run, loopback included.",
    }),
    timeout: duration.default(60).meta({
      description: "Time limit of one wheel's tests: minutes, or a string such as `90s`, `60m`, `2h`.",
    }),
    smoke: z
      .array(smoke)
      .default([])
      .meta({
        description:
          "Smoke tests. Every one is required, for every wheel and for the sdist. Each has `name` and either `python` or `command`.",
        examples: [[{ name: "extension loads", python: "import mypackage._native" }]],
      }),
    required: z.boolean().default(false).meta({
      description:
        "`true`: a wheel for a platform that can be compiled for here, but not run, is an error; otherwise it counts as untested.",
    }),
    untested: text.optional().meta({
      description:
        "The written reason why a wheel is not tested where it is built. Such wheels are counted as untested.",
      examples: ["no s390x machine and no emulator here"],
    }),
  })
  .prefault({})
  .meta({
    description:
      "How each wheel is tested: in a fresh environment on its own platform, with nothing but the wheel, its requirements and those given here.",
  });
