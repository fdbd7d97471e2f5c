/** The options of one target: the project's, with every override that selects it applied in order. */

import type { Platform } from "../tags/platform.ts";
import { makeTarget, type Target } from "../tags/target.ts";
import type { Config, Options, Override } from "./config.ts";
import { globMatcher } from "./glob.ts";
import { mergeChanges } from "./merge.ts";
import { resolveOptions } from "./resolve.ts";

/** Does one of the globs match the name of the target, or the name it had before an override changed its platform? */
export function matchesTarget(globs: readonly string[], target: Target): boolean {
  const matches = globMatcher(globs);
  return matches(target.id) || (target.asked !== undefined && matches(target.asked));
}

function overridesFor(config: Config, target: Target): readonly Override[] {
  return config.overrides.filter(({ select }) => matchesTarget(select, target));
}

/**
 * The options that hold for a target. Overrides are merged in the order of the file, so the last that sets a key wins.
 * The target is one of `selectTargets`, or one made of an id; then only its final name is known to the globs.
 */
export function optionsFor(config: Config, target: Target): Options {
  const overrides = overridesFor(config, target);
  if (overrides.length === 0) return config.options;
  const table = overrides.reduce((merged, { changes }) => mergeChanges(merged, changes), config.raw);
  return resolveOptions(table, isOptional(overrides));
}

function isOptional(overrides: readonly Override[]): boolean {
  return overrides.findLast(({ optional }) => optional !== undefined)?.optional ?? false;
}

/**
 * The platform that a target is built for: the last override that selects its asked name and sets `platform`
 * decides, else it is the target's own.
 */
export function effectivePlatform(config: Config, asked: Target): Platform {
  const name = asked.asked ?? asked.id;
  const decides = config.overrides.findLast(
    ({ select, platform }) => platform !== undefined && globMatcher(select)(name),
  );
  return decides?.platform ?? asked.platform;
}

/**
 * The target as it is built. Where an override changes its platform, its id is that of the new platform (it names the
 * wheel that comes out), and `asked` keeps the name that the configuration used, which globs match as well.
 */
export function effectiveTarget(config: Config, asked: Target): Target {
  const platform = effectivePlatform(config, asked);
  if (platform.name === asked.platform.name) return asked;
  return { ...makeTarget(asked.interpreter, platform), asked: asked.id };
}
