/** The checks, in the order they run. */

import { architecture } from "./architecture.ts";
import { archiveSafety } from "./archive-safety.ts";
import { buildPaths } from "./build-paths.ts";
import type { Check, CheckInput } from "./check.ts";
import { knownClassifiers } from "./classifiers.ts";
import { contract } from "./contract.ts";
import { coreMetadata } from "./core-metadata.ts";
import { extensionSuffixes } from "./extension-suffixes.ts";
import { externalLibraries } from "./external-libraries.ts";
import { driftModules } from "./drift-modules.ts";
import { driftRequirements } from "./drift-requirements.ts";
import { driftSizes } from "./drift-sizes.ts";
import { driftTargets } from "./drift-targets.ts";
import { compareFindings, type Finding } from "./finding.ts";
import { indexLimits } from "./index-limits.ts";
import { indexNames } from "./index-names.ts";
import { indexVersion } from "./index-version.ts";
import { instructionSets } from "./instruction-sets.ts";
import { leftoverFiles } from "./leftover-files.ts";
import { licenceFiles } from "./licence-files.ts";
import { attestations } from "./attestations.ts";
import { licences } from "./licences.ts";
import { manifestDigests } from "./manifest-digests.ts";
import { matrixGaps } from "./matrix-gaps.ts";
import { nativeSources } from "./native-sources.ts";
import { newerSystem } from "./newer-system.ts";
import { pythonVersions } from "./python-versions.ts";
import { readme } from "./readme.ts";
import { releaseVersion } from "./release-version.ts";
import { reproduction } from "./reproduction.ts";
import { sameNameVersion } from "./same-name-version.ts";
import { sdistContent } from "./sdist-content.ts";
import { secrets } from "./secrets.ts";
import { siblingFiles } from "./sibling-files.ts";
import { siblingMetadata } from "./sibling-metadata.ts";
import { siblingSizes } from "./sibling-sizes.ts";
import { stableAbi } from "./stable-abi.ts";
import { statedVersion } from "./stated-version.ts";
import { testData } from "./test-data.ts";
import { wheelKind } from "./wheel-kind.ts";
import { wheelRecord } from "./wheel-record.ts";
import { wheelTagsAgree } from "./wheel-tags.ts";

export const checks: readonly Check[] = [
  // The set as a whole: is all there that was promised, and nothing else?
  contract,
  manifestDigests,
  // Before anything in an archive is believed: could it be read safely?
  archiveSafety,
  // One artifact at a time: do its own parts agree with each other?
  sameNameVersion,
  wheelTagsAgree,
  wheelRecord,
  // The metadata: what the index refuses, what users miss, and what must not be released.
  coreMetadata,
  knownClassifiers,
  licenceFiles,
  readme,
  statedVersion,
  pythonVersions,
  releaseVersion,
  // The content against the tags: a compilation that failed in silence shows here.
  wheelKind,
  nativeSources,
  architecture,
  extensionSuffixes,
  newerSystem,
  externalLibraries,
  instructionSets,
  stableAbi,
  // One wheel beside the others: siblings agree about what they hold.
  siblingFiles,
  siblingSizes,
  siblingMetadata,
  matrixGaps,
  // The release beside the one before it: what was lost, what came, and what the sdist took along?
  driftTargets,
  driftModules,
  driftRequirements,
  driftSizes,
  sdistContent,
  // What must not be published: secrets, files of the machine it was built on, its folders, and tests by the megabyte.
  secrets,
  leftoverFiles,
  buildPaths,
  testData,
  // Where it comes from: does a second build give the same bytes?
  reproduction,
  // What comes along with it: are the licences stated?
  licences,
  // Who published it: are its attestations valid, and by the right one?
  attestations,
  // The way to the users: would the index take it, and under this version?
  indexLimits,
  indexNames,
  indexVersion,
];

/** Every finding of every check, worst first. */
export function runChecks(input: CheckInput): Finding[] {
  return checks.flatMap((check) => check.run(input)).sort(compareFindings);
}
