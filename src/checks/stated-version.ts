/** Is `__version__` of the packages in a wheel the version of the wheel? Only where it can be read without running anything. */

import { parse } from "@renovatebot/pep440";
import type { Wheel } from "../artifacts/archive.ts";
import { shown } from "../artifacts/fields/metadata-problem.ts";
import { fileNamePart, sameVersion } from "../tags/project-name.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { sharedOnce } from "./shared-finding.ts";

export const statedVersion: Check = {
  name: "stated-version",
  title: "The version that a package states of itself is that of the file.",
  codes: ["WW036"],
  run: ({ wheels }) => sharedOnce(wheels.flatMap(judge), wheels.length),
};

function judge(wheel: Wheel): Finding[] {
  const { file, version, name } = wheel.name;
  const stated = wheel.members.filter(
    (member) => member.facts.statedVersion !== undefined && isOwn(member.path, name),
  );
  return stated.flatMap(({ path, facts: { statedVersion: found = "" } }): Finding[] => {
    if (sameVersion(found, version)) return [];
    const message = `${path} says __version__ ${shown(found)}, the file name ${shown(version)}`;
    const quiet = sameRelease(found, version) ? ({ severity: "note" } as const) : {};
    return [finding("WW036", file, message, { member: path, ...quiet })];
  });
}

/** A single module beside others has its own version; only the one that is named as the project has the project's. */
function isOwn(path: string, project: string): boolean {
  return path.includes("/") || path.toLowerCase() === `${fileNamePart(project)}.py`;
}

/** Post-releases and local versions are often given to a file without a change of its content. */
function sameRelease(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  if (!left || !right) return false;
  const same = (key: "epoch" | "release" | "pre" | "dev") =>
    JSON.stringify(left[key]) === JSON.stringify(right[key]);
  return same("epoch") && same("release") && same("pre") && same("dev");
}
