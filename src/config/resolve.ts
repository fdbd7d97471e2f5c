/** From a validated table to `Options`: defaults filled in, names parsed, durations in milliseconds. */

import type { IdentityPolicy } from "../artifacts/attestation.ts";
import { identityIssuers } from "../services.ts";
import { parseInterpreter } from "../tags/interpreter.ts";
import { parsePlatform } from "../tags/platform.ts";
import type { Options, Override, PureFallback, RawTable, SmokeTest, TestOptions } from "./config.ts";
import { releaseOptions } from "./release-options.ts";
import { configSchema, type ConfigTable } from "./schema.ts";
import { milliseconds } from "./schema-values.ts";

/**
 * The options that a table means. The table must already have passed the schema; merging overrides into it keeps
 * it valid, so a failure here is a bug and not the user's.
 */
export function resolveOptions(raw: RawTable, optional = false): Options {
  const table = configSchema.parse(raw);
  return {
    python: table.python && unique(table.python).flatMap((name) => parseInterpreter(name) ?? []),
    platforms: table.platforms && unique(table.platforms).flatMap((name) => parsePlatform(name) ?? []),
    skip: table.skip,
    backend: table.backend,
    registry: table.registry?.replace(/\/$/, ""),
    caBundle: table["ca-bundle"],
    cross: table.cross,
    prepare: {
      packages: table.prepare.packages,
      fetch: table.prepare.fetch.map(({ url, sha256 }) => ({ url, sha256: sha256.toLowerCase() })),
      commands: table.prepare.commands,
      rust: table.prepare.rust,
    },
    sdist: {
      before: table.sdist.before,
      env: table.sdist.env,
      configSettings: table.sdist["config-settings"],
    },
    build: {
      before: table.build.before,
      env: table.build.env,
      configSettings: table.build["config-settings"],
      network: table.build.network,
      compilerCache: table.build["compiler-cache"],
      timeoutMs: milliseconds(table.build.timeout),
    },
    repair: { args: table.repair.args, exclude: table.repair.exclude, command: table.repair.command },
    images: table.images,
    test: testOptions(table.test),
    pureFallback: pureFallbackOf(table["pure-fallback"]),
    checks: table.checks,
    attestations: table.attestations && policyOf(table.attestations),
    release: releaseOptions(table.release),
    optional,
  };
}

function policyOf({
  publisher,
  repository,
  workflow,
  environment,
}: NonNullable<ConfigTable["attestations"]>): IdentityPolicy {
  const kind = identityIssuers.find((one) => one.kind.toLowerCase() === publisher)?.kind ?? publisher;
  return { kind, repository, workflow, environment };
}

function testOptions(table: ConfigTable["test"]): TestOptions {
  const { timeout, smoke, command, untested, ...same } = table;
  return {
    ...same,
    command,
    untested,
    timeoutMs: milliseconds(timeout),
    smoke: smoke.flatMap(({ name, python, command: argv }): SmokeTest[] => {
      if (python !== undefined) return [{ name, python }];
      return argv === undefined ? [] : [{ name, command: argv }];
    }),
  };
}

function pureFallbackOf(value: ConfigTable["pure-fallback"]): PureFallback | undefined {
  if (value === false) return undefined;
  if (value === true) return { env: {}, configSettings: {} };
  return { env: value.env, configSettings: value["config-settings"] };
}

/** Reads the overrides of a validated table. */
export function readOverrides(raw: RawTable): readonly Override[] {
  const overrides = (raw["override"] ?? []) as readonly RawTable[];
  return overrides.map(({ select, platform, optional, ...changes }) => ({
    select: typeof select === "string" ? [select] : (select as readonly string[]),
    platform: typeof platform === "string" ? parsePlatform(platform) : undefined,
    optional: optional as boolean | undefined,
    changes,
  }));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
