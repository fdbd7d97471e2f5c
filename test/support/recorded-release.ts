/** Makes what the checks take out of a recorded release: everything that can be known without reading contents. */

import { readdirSync, readFileSync } from "node:fs";

import type { Member, Sdist, Wheel } from "../../src/artifacts/archive.ts";
import { parseCoreMetadata } from "../../src/artifacts/core-metadata.ts";
import type { PreviousRelease } from "../../src/artifacts/previous-release.ts";
import { topLevelModules } from "../../src/artifacts/top-level.ts";
import { parseWheelFile } from "../../src/artifacts/wheel-file.ts";
import type { CheckInput } from "../../src/checks/check.ts";
import { parseSdistName } from "../../src/tags/sdist-name.ts";
import { parseWheelName } from "../../src/tags/wheel-name.ts";
import { decodeListing, type ListedArtifact, type ReleaseListing } from "./release-listing.ts";

const folder = new URL("../fixtures/releases/", import.meta.url);

/** Names of the recorded releases: `numpy`, `zlmdb-26.7.1`. */
export function recordedReleases(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

export function recordedRelease(name: string): ReleaseListing {
  return decodeListing(readFileSync(new URL(`${name}.json`, folder), "utf8"));
}

export function inputOf(listing: ReleaseListing): CheckInput {
  const wheels = listing.wheels.map(wheelOf);
  return { wheels, sdist: listing.sdist && sdistOf(listing.sdist), contract: undefined };
}

export function previousOf(listing: ReleaseListing): PreviousRelease {
  const { wheels, sdist } = inputOf(listing);
  return { version: listing.version, source: "pypi", wheels, sdist };
}

function members(artifact: ListedArtifact): Member[] {
  return artifact.members.map(([path, size, executable]) => ({
    path,
    size,
    kind: "file",
    sha256: undefined,
    executable: executable === 1,
    mtime: 0,
    machineCode: undefined,
    facts: {},
  }));
}

export function wheelOf(artifact: ListedArtifact): Wheel {
  const name = parseWheelName(artifact.file);
  if ("malformed" in name) throw new Error(name.malformed);
  const distInfo = /^[^/]+\.dist-info(?=\/)/.exec(
    artifact.members.find(([path]) => path.endsWith(".dist-info/WHEEL"))?.[0] ?? "",
  )?.[0];
  if (distInfo === undefined) throw new Error(`${artifact.file} has no .dist-info`);
  const all = members(artifact);
  return {
    kind: "wheel",
    path: artifact.file,
    name,
    size: artifact.size,
    sha256: "",
    members: all,
    distInfo,
    metadata: parseCoreMetadata(artifact.texts[`${distInfo}/METADATA`] ?? ""),
    wheelFile: parseWheelFile(artifact.texts[`${distInfo}/WHEEL`] ?? ""),
    record: undefined,
    topLevel: topLevelModules(all, distInfo),
    texts: artifact.texts,
  };
}

export function sdistOf(artifact: ListedArtifact): Sdist {
  const name = parseSdistName(artifact.file);
  if ("malformed" in name) throw new Error(name.malformed);
  return {
    kind: "sdist",
    path: artifact.file,
    name,
    size: artifact.size,
    sha256: "",
    root: name.root,
    members: members(artifact),
    metadata: parseCoreMetadata(artifact.texts["PKG-INFO"] ?? ""),
    pyproject: artifact.texts["pyproject.toml"],
    newest: 0,
    texts: artifact.texts,
  };
}
