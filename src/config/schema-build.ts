/** The tables that say how artifacts are made: prepare, sdist, build, repair, pure-fallback. */

import { z } from "zod";
import {
  command,
  commands,
  configSettings,
  duration,
  env,
  matching,
  network,
  texts,
} from "./schema-values.ts";

const fetched = z.strictObject({
  url: matching(/^https?:\/\/\S+$/, "an http or https URL").meta({
    description: "Where the file is downloaded from.",
  }),
  sha256: matching(/^[0-9a-fA-F]{64}$/, "a SHA-256 in hex, 64 digits").meta({
    description: "SHA-256 of the file, in hex; another content is an error.",
  }),
});

export const prepare = z
  .strictObject({
    packages: texts.default([]).meta({
      description: "Packages installed by the image's own package manager (dnf, yum, apt or apk).",
      examples: [["libxslt-devel"]],
    }),
    fetch: z
      .array(fetched)
      .default([])
      .meta({
        description: "Files downloaded and, where they are archives, unpacked below `{fetched}`.",
        examples: [[{ url: "https://example.org/libfoo-1.2.tar.gz", sha256: "0".repeat(64) }]],
      }),
    commands: commands.default([]).meta({
      description: "Commands run after the packages and files are there, with network.",
      examples: [["make -C {fetched}/libfoo-1.2 install PREFIX={prefix}"]],
    }),
    rust: matching(
      /^(\d+\.\d+(\.\d+)?|nightly-\d{4}-\d{2}-\d{2})$/,
      'a Rust version in quotes, such as "1.95" or "nightly-2026-01-15"',
    )
      .optional()
      .meta({
        description: "Rust toolchain to install; the crates of the project's Cargo.lock are fetched with it.",
        examples: ["1.95"],
      }),
  })
  .prefault({})
  .meta({
    description:
      "What every build needs beyond Python packages. It is done once per image and architecture, with network, and its result is an input of every offline build.",
  });

const before = commands.default([]);

export const sdist = z
  .strictObject({
    before: before.meta({
      description: "Commands run in the project's folder (a copy) before the sdist is made.",
      examples: [["make cython"]],
    }),
    env: env.default({}).meta({ description: "Environment variables of the sdist build." }),
    "config-settings": configSettings.default({}).meta({
      description: "Config settings (PEP 517) passed to the build back end for the sdist.",
    }),
  })
  .prefault({})
  .meta({ description: "How the sdist is made. It is made once, and every wheel is built from it." });

export const build = z
  .strictObject({
    before: before.meta({ description: "Commands run in the unpacked sdist before the wheel is built." }),
    env: env.default({}).meta({
      description: "Environment variables of the wheel build.",
      examples: [{ CFLAGS: "-O2" }],
    }),
    "config-settings": configSettings.default({}).meta({
      description: "Config settings (PEP 517) passed to the build back end for wheels.",
    }),
    network: network.default("none").meta({
      description: "`index` gives the build the network. Only where it must be: the report says so.",
    }),
    "compiler-cache": z.enum(["auto", "off"]).default("auto").meta({
      description:
        "`auto`: what was compiled before from the same source with the same compiler and flags is taken from a cache, between interpreters, runs and clones. `off`: everything is compiled. The wheels are the same, byte for byte.",
    }),
    timeout: duration.default(60).meta({
      description: "Time limit of one wheel's build: minutes, or a string such as `90s`, `60m`, `2h`.",
      examples: ["90m"],
    }),
  })
  .prefault({})
  .meta({ description: "How wheels are built." });

export const repair = z
  .strictObject({
    args: texts.default([]).meta({
      description: "More arguments of the repair tool (auditwheel, delocate or delvewheel).",
      examples: [["--strip"]],
    }),
    exclude: texts.default([]).meta({
      description: "Shared libraries that are left out of the wheel because the user's system has them.",
      examples: [["libcuda.so.1"]],
    }),
    command: command.optional().meta({
      description: "Replaces the repair tool; it reads `{wheel}` and writes one wheel into `{out}`.",
      examples: ["my-repair {wheel} --to {out}"],
    }),
  })
  .prefault({})
  .meta({ description: "How built wheels are repaired: shared libraries copied in, the platform tag set." });

const pureFallbackTable = z.strictObject({
  env: env.default({}).meta({
    description: "Environment variables that make the build leave its extensions out.",
    examples: [{ NO_EXTENSIONS: "1" }],
  }),
  "config-settings": configSettings.default({}).meta({
    description: "Config settings (PEP 517) that make the build leave its extensions out.",
  }),
});

export const pureFallback = z
  .union([z.boolean(), pureFallbackTable], { error: "true, false or a table" })
  .default(false)
  .meta({
    description:
      "Declares a pure `py3-none-any` wheel beside the binary ones. `true`, or a table that says how it is built.",
    examples: [{ env: { NO_EXTENSIONS: "1" } }],
  });
