/** Every key of `[tool.wheelway]`: its shape, default and description together. The JSON schema and the reference come from here. */

import { z } from "zod";
import { overrideSchema } from "./schema-override.ts";
import { attestations } from "./schema-attestations.ts";
import { build, prepare, pureFallback, repair, sdist } from "./schema-build.ts";
import { release } from "./schema-release.ts";
import { test } from "./schema-test.ts";
import { glob, interpreterName, matching, platformName, text } from "./schema-values.ts";

const images = z
  .record(platformName, text)
  .default({})
  .meta({
    description: "Image reference for a platform, only to replace a default. Digests live in wheelway.lock.",
    examples: [{ manylinux_2_28_x86_64: "registry.example/mirror/manylinux_2_28_x86_64" }],
  });

const check = z.strictObject({
  level: z
    .enum(["off", "info", "warning", "error"])
    .meta({ description: "The level it has in this project." }),
  reason: text.meta({ description: "Why; reports repeat it." }),
});

const projectKeys = {
  python: z
    .array(interpreterName)
    .min(1, { error: "at least one Python" })
    .optional()
    .meta({
      description:
        "Pythons to build for. Default: the released CPythons that `requires-python` admits and the classifiers name; free-threaded Pythons, PyPy and GraalPy only by name.",
      examples: [["cp311", "cp312", "cp313", "cp314", "cp314t", "pp311"]],
    }),
  platforms: z
    .array(platformName)
    .min(1, { error: "at least one platform" })
    .optional()
    .meta({
      description:
        "Platforms to build for, each the newest policy allowed. Default: those that this machine can make.",
      examples: [["manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "musllinux_1_2_x86_64"]],
    }),
  skip: z
    .array(glob)
    .default([])
    .meta({ description: "Globs on target names that are not built.", examples: [["pp311-musllinux_*"]] }),
  backend: z
    .enum(["auto", "dagger", "host"])
    .default("auto")
    .meta({ description: "Where tasks run. `auto`: Dagger where an engine answers, else this machine." }),
  registry: matching(/^[^\s/:]+(:\d+)?(\/[^\s:]+)*\/?$/, "a registry prefix without a scheme: `host/path`")
    .optional()
    .meta({
      description: "Prefix of a mirror for all default images, for networks without the public registries.",
      examples: ["registry.example/mirror"],
    }),
  "ca-bundle": text.optional().meta({
    description: "Path of a PEM file with the certificate authorities to trust, relative to the project.",
    examples: ["ci/company-ca.pem"],
  }),
} as const;

const cross = z.enum(["auto", "always", "never"]).default("auto").meta({
  description:
    "Whether wheels for another architecture, and on the host those for an older glibc than its own, are cross-compiled. `auto`: where the build back end is known to do it; where the build fails, it is emulated, or built with the host's own compiler, and the report says why. `always`: a failure is an error. `never`: they are emulated, or built with the host's own compiler.",
});

/** What an override may change; `sdist`, `checks` and the like hold for the whole project. */
const targetTables = { cross, prepare, build, repair, images, test } as const;

export const checks = z
  .record(matching(/^WW\d{3}$/, "the code of a check, such as `WW012`"), check)
  .default({})
  .meta({
    description:
      "The level of a code in this project, with the reason: a level below its usual one is a ceiling, one above it a floor. `WW02…` (refused archives) cannot be turned down. The codes are in [findings.md](findings.md).",
    examples: [{ WW012: { level: "warning", reason: "the bundled library has no SONAME" } }],
  });

export const configSchema = z
  .strictObject({
    ...projectKeys,
    cross,
    prepare,
    sdist,
    build,
    repair,
    images,
    test,
    "pure-fallback": pureFallback,
    checks,
    attestations,
    release: release.meta({
      description: "How a release goes: refs, what must hold before it, places, and what comes after.",
    }),
    override: z.array(overrideSchema(targetTables)).default([]).meta({
      description:
        "Other values for some targets. Later ones win; `key` replaces, `+key` prepends and `key+` appends.",
    }),
  })
  .meta({ title: "Wheelway", description: "Configuration of Wheelway." });

/** The shape after defaults; keys as in the file. */
export type ConfigTable = z.output<typeof configSchema>;

/** Keys that an override may not hold, because they are decided once for the project. */
export const projectOnlyKeys: readonly string[] = [
  ...Object.keys(projectKeys),
  "sdist",
  "pure-fallback",
  "checks",
  "attestations",
  "release",
  "override",
];
