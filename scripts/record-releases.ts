/**
 * Records the releases below test/fixtures/releases anew, by reading the tables of contents and the metadata of their
 * artifacts: `npx tsx scripts/record-releases.ts [PROJECT[==VERSION] …]`; without names all of the newest releases.
 */

import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Member, Sdist, Wheel } from "../src/artifacts/archive.ts";
import type { Headers } from "../src/artifacts/core-metadata.ts";
import type { WheelFile } from "../src/artifacts/wheel-file.ts";
import { httpClient } from "../src/clients/http.ts";
import { listProject } from "../src/clients/package-index.ts";
import { previousRelease } from "../src/pipeline/verify-previous.ts";
import { newestRelease, type Asking } from "../src/pipeline/verify-release.ts";
import { packageIndexes } from "../src/services.ts";
import { encodeListing, type ListedArtifact, type ListedMember } from "../test/support/release-listing.ts";

const folder = new URL("../test/fixtures/releases/", import.meta.url);
/** Larger sdists would make up most of the fixtures. */
const mostMembers = 700;

const asking: Asking = {
  index: { name: "pypi", simple: packageIndexes.pypi.simple },
  http: httpClient(),
  cacheDir: join(tmpdir(), "wheelway-recording"),
  signal: new AbortController().signal,
  surroundings: {
    env: {},
    cacheDir: join(tmpdir(), "wheelway-recording"),
    tell: (event) => {
      if (event.type === "note") console.log(event.text);
    },
    signal: new AbortController().signal,
    secrets: () => Promise.reject(new Error("nothing here needs a secret")),
    now: () => new Date(),
  },
};

const given = process.argv.slice(2);
const recorded = readdirSync(folder)
  .filter((file) => file.endsWith(".json") && !file.startsWith("zlmdb-"))
  .map((file) => file.slice(0, -".json".length));
for (const wanted of given.length > 0 ? given : recorded) {
  const [project = "", version] = wanted.split("==");
  const listing = await listProject(asking.index, project, asking);
  const chosen = version ?? newestRelease(listing);
  const release =
    chosen === undefined
      ? undefined
      : await previousRelease(listing, { version: chosen, before: chosen }, asking);
  if (chosen === undefined || !release) throw new Error(`there is no release of ${wanted}`);
  const { sdist, wheels } = release;
  const text = encodeListing({
    name: project,
    version: chosen,
    wheels: wheels.map(listedWheel).sort((a, b) => (a.file < b.file ? -1 : 1)),
    ...(sdist && sdist.members.length <= mostMembers ? { sdist: listedSdist(sdist) } : {}),
  });
  writeFileSync(
    new URL(version === undefined ? `${project}.json` : `${project}-${version}.json`, folder),
    text,
  );
}

function listedWheel(wheel: Wheel): ListedArtifact {
  const { distInfo, metadata, wheelFile, texts } = wheel;
  const left = new Set([`${distInfo}/RECORD`, `${distInfo}/WHEEL`]);
  const entryPoints = texts[`${distInfo}/entry_points.txt`];
  return {
    file: wheel.name.file,
    size: wheel.size,
    members: wheel.members.map((member) => listed(member, left)),
    texts: {
      [`${distInfo}/METADATA`]: metadataText(metadata.headers),
      [`${distInfo}/WHEEL`]: wheelText(wheelFile),
      ...(entryPoints === undefined ? {} : { [`${distInfo}/entry_points.txt`]: entryPoints }),
    },
  };
}

function listedSdist(sdist: Sdist): ListedArtifact {
  return {
    file: sdist.name.file,
    size: sdist.size,
    members: sdist.members.map((member) => listed(member, new Set())),
    texts: {
      "PKG-INFO": metadataText(sdist.metadata.headers),
      ...(sdist.pyproject === undefined ? {} : { "pyproject.toml": withoutPeople(sdist.pyproject) }),
    },
  };
}

function listed({ path, size, executable }: Member, left: ReadonlySet<string>): ListedMember {
  const kept = left.has(path) ? 0 : size;
  return executable ? [path, kept, 1] : [path, kept];
}

/** Without people, and without long texts. */
function metadataText({ fields, body }: Headers): string {
  const lines = fields
    .filter(([name]) => !/^(?:author|maintainer)(?:-email)?$/i.test(name))
    .map(([name, value]) =>
      name.toLowerCase() === "license" && value.length > 200 ? [name, " (text left out)"] : [name, value],
    )
    .map(([name, value]) => `${name}:${value}\n`);
  return `${lines.join("")}${body.trim() === "" ? "" : "\nThe description is left out.\n"}`;
}

/** Names and addresses in pyproject.toml become those of nobody. */
function withoutPeople(pyproject: string): string {
  const person = /name(\s*=\s*)(["'])[^"'\n]*\2(\s*,?\s*)email(\s*=\s*)(["'])[^"'\n]*\5/g;
  return pyproject
    .replace(person, "name$1$2A. Author$2$3email$4$5author@example.org$5")
    .replace(/\b[\w.%+-]+@[\w.-]+\.[a-z]{2,}\b/g, "author@example.org");
}

function wheelText({ wheelVersion, generator, rootIsPurelib, build, tags }: WheelFile): string {
  const lines = [
    ...(wheelVersion === undefined ? [] : [`Wheel-Version: ${wheelVersion}`]),
    ...(generator === undefined ? [] : [`Generator: ${generator}`]),
    ...(rootIsPurelib === undefined ? [] : [`Root-Is-Purelib: ${String(rootIsPurelib)}`]),
    ...(build === undefined ? [] : [`Build: ${build}`]),
    ...[...tags].sort().map((tag) => `Tag: ${tag}`),
  ];
  return `${lines.join("\n")}\n`;
}
