/** Do licence metadata and licence files agree, and do the wheels carry the licences that the sdist has (PEP 639)? */

import type { Sdist, Wheel } from "../artifacts/archive.ts";
import type { CoreMetadata } from "../artifacts/core-metadata.ts";
import { atLeast, isMetadataVersion } from "../artifacts/fields/known-fields.ts";
import { shown } from "../artifacts/fields/metadata-problem.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";
import { sharedOnce } from "./shared-finding.ts";

export const licenceFiles: Check = {
  name: "licence-files",
  title: "The licence files that the metadata names are there, and every wheel has those of the sdist.",
  codes: ["WW032", "WW033"],
  run: ({ wheels, sdist }) => {
    const declared = [
      ...wheels.flatMap((wheel) => [
        ...missing(wheel, `${wheel.distInfo}/licenses/`),
        ...twice(wheel.name.file, wheel.metadata),
      ]),
      ...(sdist ? [...missing(sdist, ""), ...twice(sdist.name.file, sdist.metadata)] : []),
    ];
    const carried = sdist ? wheels.flatMap((wheel) => lacking(wheel, sdist)) : [];
    return [...sharedOnce(declared, wheels.length + (sdist ? 1 : 0)), ...sharedOnce(carried, wheels.length)];
  },
};

/** Every License-File must be in the artifact since version 2.4; before, build back ends wrote it as they liked. */
function missing({ name, metadata, members }: Wheel | Sdist, folder: string): Finding[] {
  const version = metadata.metadataVersion ?? "";
  if (!isMetadataVersion(version) || !atLeast(version, "2.4")) return [];
  const paths = new Set(members.map(({ path }) => path));
  return metadata.licenseFiles
    .filter((path) => !paths.has(folder + path))
    .map((path) => {
      const at = folder === "" ? "" : `, at ${shown(folder + path)}`;
      return finding("WW032", name.file, `License-File ${shown(path)} is not in it${at}`);
    });
}

/** Upload tools and the index do not look at it, so it only warns. */
function twice(artifact: string, { licenseExpression, classifiers }: CoreMetadata): Finding[] {
  const [first, ...others] = classifiers.filter((classifier) => classifier.startsWith("License ::"));
  if (licenseExpression === undefined || first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const message = `License-Expression is ${shown(licenseExpression)}, and the classifier ${shown(first)}${more} stands beside it`;
  const hint = "take the licence classifiers away: the expression replaces them";
  return [finding("WW032", artifact, message, { severity: "warning", hint })];
}

const licence = /^(?:licen[cs]es?|copying|notice)(?:[._-][^/]*)?$/i;

/** Licences at the top of the sdist that a wheel has under no folder of its .dist-info, neither by name nor by content. */
function lacking(wheel: Wheel, sdist: Sdist): Finding[] {
  const carried = wheel.members.filter(({ path }) => path.startsWith(`${wheel.distInfo}/`));
  const names = new Set(carried.map(({ path }) => baseName(path).toLowerCase()));
  const digests = new Set(wheel.members.map(({ sha256 }) => sha256));
  return sdist.members
    .filter(({ path, kind }) => kind === "file" && licence.test(path))
    .filter(({ path, sha256 }) => !names.has(path.toLowerCase()) && !(sha256 && digests.has(sha256)))
    .map(({ path }) =>
      finding("WW033", wheel.name.file, `the wheel has no ${shown(path)}, which the sdist has`),
    );
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
