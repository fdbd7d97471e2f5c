/** Rules on target names: globs must match something, and an override must not move a target to another system. */

import { parsePlatform, type Platform } from "../tags/platform.ts";
import { makeTarget, type Target } from "../tags/target.ts";
import type { Config, Override } from "./config.ts";
import { globMatcher } from "./glob.ts";
import { globHint } from "./glob-hint.ts";
import { commonPlatformNames } from "./known-platforms.ts";
import { effectiveTarget } from "./options.ts";
import { knownInterpreters } from "./python-releases.ts";
import type { Finding } from "./rules.ts";

/** Names that a glob may match: the configured targets, and where a half is not configured, everything known. */
function targetsOf(config: Config): readonly Target[] {
  const interpreters = config.options.python ?? knownInterpreters;
  const platforms = config.options.platforms ?? anyPlatform;
  return platforms.flatMap((platform) =>
    interpreters.map((interpreter) => makeTarget(interpreter, platform)),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Every policy that may be met for a while, for configurations that leave the platforms to the machine. */
const anyPlatform: readonly Platform[] = [
  ...new Set([
    ...commonPlatformNames,
    ...commonPlatformNames
      .filter((name) => name.startsWith("manylinux_2_28_"))
      .flatMap((name) => range(5, 50).map((minor) => name.replace("2_28", `2_${minor}`))),
    ...range(10, 30).flatMap((major) =>
      ["x86_64", "arm64", "universal2"].map((arch) => `macosx_${major}_0_${arch}`),
    ),
  ]),
].flatMap((name) => parsePlatform(name) ?? []);

/** The names a target goes by: as asked, and as built. */
function namesOf(config: Config): readonly string[] {
  return targetsOf(config).flatMap((target) => [target.id, effectiveTarget(config, target).id]);
}

export function skipMatches(config: Config): readonly Finding[] {
  const { skip } = config.options;
  if (skip.length === 0) return [];
  return unmatched(skip, namesOf(config)).map(({ glob, index, hint }) => ({
    path: ["skip", index],
    text: `\`skip\` has "${glob}", which matches no target`,
    hint,
  }));
}

export function selectMatches(config: Config): readonly Finding[] {
  if (config.overrides.length === 0) return [];
  const names = namesOf(config);
  return config.overrides.flatMap(({ select }, index) =>
    unmatched(select, names).map(({ glob, hint, index: entry }) => ({
      path: ["override", index, "select", ...(select.length > 1 ? [entry] : [])],
      text: `\`select\` has "${glob}", which matches no target`,
      hint,
    })),
  );
}

function unmatched(globs: readonly string[], names: readonly string[]) {
  return globs.flatMap((glob, index) =>
    names.some(globMatcher(glob)) ? [] : [{ glob, index, hint: globHint(glob, names) }],
  );
}

/** A newer or older policy is what `platform` is for; another system, libc or architecture is another target. */
export function overridePlatform(config: Config): readonly Finding[] {
  return config.overrides.flatMap((override, index) => {
    const { platform } = override;
    const strange =
      platform && selectedPlatforms(config, override).find((asked) => !sameKind(asked, platform));
    if (!platform || !strange) return [];
    return [
      {
        path: ["override", index, "platform"],
        text: `\`platform\` is ${platform.name}, but \`select\` matches targets for ${strange.name}, which is another system, libc or architecture`,
        hint: `narrow \`select\`, for example to "${narrowed(platform)}"`,
      },
    ];
  });
}

function selectedPlatforms(config: Config, { select }: Override): readonly Platform[] {
  return targetsOf(config)
    .filter(({ id }) => globMatcher(select)(id))
    .map(({ platform }) => platform);
}

function sameKind(a: Platform, b: Platform): boolean {
  return a.system === b.system && a.libc === b.libc && a.architecture === b.architecture;
}

function narrowed(platform: Platform): string {
  if (!platform.version) return `*-${platform.name}`;
  return `*-${platform.name.replace(/(linux|macosx)_?\d+(_\d+)?_/, "$1_*_")}`;
}
