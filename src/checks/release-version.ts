/** Is the version one that should be released? Only asked of what is on its way to users. */

import { parse as parseVersion } from "@renovatebot/pep440";
import { buildRequires } from "./build-requires.ts";
import type { Check, CheckInput } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const releaseVersion: Check = {
  name: "release-version",
  title: "The version is not one that a build back end falls back to, nor a local one.",
  codes: ["WW039"],
  run: (input) => {
    if (input.forRelease !== true) return [];
    const artifacts = [...(input.sdist ? [input.sdist] : []), ...input.wheels];
    const versions = new Set(artifacts.map(({ name }) => name.version));
    return [...versions].flatMap((version) => judge(version, input));
  },
};

function judge(version: string, input: CheckInput): Finding[] {
  const say = (message: string) => [finding("WW039", undefined, message, { hint: hintFor(input) })];
  if (isFallback(version, input)) {
    return say(`the version is ${version}: that is what ${toolOf(input)} says when it finds no tag`);
  }
  const local = version.split("+")[1];
  if (local !== undefined) {
    const why = /dirty|\.d\d{8}$/.test(local) ? "files were changed since the tag" : madeBetween(local);
    return say(`the version is ${version}, a local one${why === "" ? "" : `: ${why}`}`);
  }
  if (/\.dev\d+$/.test(version)) {
    const message = `the version is ${version}, a development release: installers take it only when asked to`;
    return [
      finding("WW039", undefined, message, {
        severity: "note",
        hint: "nothing to do where it is meant as one",
      }),
    ];
  }
  return [];
}

function madeBetween(local: string): string {
  return /^g?[0-9a-f]{6,40}\b/.test(local) ? "it was built from a commit that is not the tagged one" : "";
}

/**
 * What the tools write that take the version from git: setuptools-scm and hatch-vcs `0.1.dev3+gABC`, versioneer
 * `0+unknown` and `0+untagged.…`, pbr `0.0.1.dev3`, dunamai, pdm-backend, poetry-dynamic-versioning and others `0.0.0`.
 */
function isFallback(version: string, input: CheckInput): boolean {
  const parsed = parseVersion(version);
  if (!parsed) return true;
  if (/^0\+(?:unknown|untagged)/.test(version) || /\bunknown\b/i.test(version)) return true;
  if (parsed.release.every((part) => part === 0)) return true;
  if (/^0\.1\.dev\d+\+/.test(version)) return true;
  // A first development release may be called so on purpose.
  return /^0\.(?:1|0\.1)\.dev\d+$/.test(version) && namedTool(input) !== undefined;
}

const tools: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^hatch[-_.]vcs\b/i, "hatch-vcs"],
  [/^setuptools[-_.]scm\b/i, "setuptools-scm"],
  [/^versioneer\b/i, "versioneer"],
  [/^setuptools[-_.]git[-_.]versioning\b/i, "setuptools-git-versioning"],
  [/^(?:poetry|uv|hatch)[-_.](?:dynamic[-_.]versioning|regex[-_.]commit)\b/i, "dynamic-versioning"],
  [/^versioningit\b/i, "versioningit"],
  [/^pbr\b/i, "pbr"],
  [/^pdm[-_.]backend\b/i, "pdm-backend"],
  [/^flit[-_.]scm\b/i, "flit-scm"],
];

/** The tool that gives the version, where the sdist's build requirements tell. */
function namedTool({ sdist }: CheckInput): string | undefined {
  const required = buildRequires(sdist?.pyproject ?? "");
  return tools.find(([pattern]) => required.some((line) => pattern.test(line)))?.[1];
}

function toolOf(input: CheckInput): string {
  return namedTool(input) ?? "a tool that takes the version from git tags";
}

function hintFor(input: CheckInput): string {
  const versioneer = toolOf(input) === "versioneer";
  const history = "fetch the whole history and its tags before the build (`fetch-depth: 0`)";
  const then = versioneer
    ? "and build from the checkout, not from an archive of it"
    : "and build from the tagged commit";
  return `${history}, ${then}, with no changed files`;
}
