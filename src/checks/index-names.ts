/** Can every file keep its name on an index: used before by nothing else, and not the same as a sibling's, spelled otherwise? */

import type { IndexedFile, IndexListing } from "../artifacts/index-listing.ts";
import { normalizeName, normalizeVersion, sameVersion } from "../tags/project-name.ts";
import { parseSdistName, type SdistName } from "../tags/sdist-name.ts";
import { formatTag, parseWheelName, wheelTags, type WheelName } from "../tags/wheel-name.ts";
import type { Check, CheckInput, FileFact } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const indexNames: Check = {
  name: "index-names",
  title: "No file name was used before with other bytes, and no two names of the set mean the same.",
  codes: ["WW082", "WW083"],
  run: (input) => [...usedNames(input), ...secondSdists(input), ...lookAlikes(input), ...sharedTags(input)],
};

function usedNames({ files = [], published, released }: CheckInput): Finding[] {
  // What comes from the index is there under its name, of course.
  if (!published || released === true) return [];
  const byKey = new Map(published.files.map((file) => [keyOf(file.file), file]));
  return files.flatMap((fact) => {
    const used = byKey.get(keyOf(fact.file));
    return used ? usedName(fact, used, published) : [];
  });
}

function usedName(fact: FileFact, used: IndexedFile, { index }: IndexListing): Finding[] {
  const day = used.uploaded === undefined ? "" : `, uploaded on ${used.uploaded.slice(0, 10)}`;
  const spelled = used.file === fact.file ? "this name" : `the name ${used.file}, which is the same to it`;
  if (used.sha256 === undefined) {
    const hint = "compare the two files; a new version is always possible";
    const message = `${index} has a file under ${spelled}${day}, and does not say with which bytes`;
    return [finding("WW082", fact.file, message, { severity: "warning", hint })];
  }
  if (used.sha256 === fact.sha256) {
    const hint = "nothing to do: sending it again changes nothing";
    return [
      finding("WW082", fact.file, `${index} has the same bytes already${day}`, { severity: "note", hint }),
    ];
  }
  return [finding("WW082", fact.file, `${index} has other bytes under ${spelled}${day}`)];
}

function secondSdists({ files = [], published, contract, released }: CheckInput): Finding[] {
  const sdists = files.flatMap(({ file }) => sdistOf(file) ?? []);
  const [first] = sdists;
  if (!first) return [];
  // Against a contract every sdist beside the promised one is told as what nobody asked for.
  const beside = contract ? [] : sdists.slice(1).filter(({ file }) => keyOf(file) !== keyOf(first.file));
  const here = beside.map((sdist) =>
    finding("WW083", sdist.file, `it is a second sdist beside ${first.file}; an index takes one a release`),
  );
  if (released === true) return here;
  const there = published?.files.find(
    ({ file, version }) =>
      version !== undefined &&
      sameVersion(version, first.version) &&
      !file.endsWith(".whl") &&
      !file.endsWith(".egg") &&
      keyOf(file) !== keyOf(first.file),
  );
  if (!published || !there) return here;
  const message = `${published.index} has the sdist ${there.file} of ${first.version} already; it takes one a release`;
  return [...here, finding("WW083", first.file, message)];
}

/** `Demo-1.0` and `demo-1.0`, `1.0` and `1.0.0` in names, tag sets in another order: one file to whoever normalises. */
function lookAlikes({ files = [] }: CheckInput): Finding[] {
  const firstOf = new Map<string, string>();
  return files.flatMap(({ file }) => {
    const key = keyOf(file);
    const first = firstOf.get(key);
    if (first === undefined) firstOf.set(key, file);
    return first === undefined
      ? []
      : [finding("WW083", file, `it means the same as ${first} beside it, spelled otherwise`)];
  });
}

/** Two wheels for one and the same tag: which of them is installed is left to the installer. */
function sharedTags({ files = [] }: CheckInput): Finding[] {
  const holders = new Map<string, WheelName>();
  const told = new Set<string>();
  return files.flatMap(({ file }) => {
    const name = wheelOf(file);
    if (!name) return [];
    const tags = wheelTags(name).map(formatTag);
    const release = `${name.name} ${name.version} ${name.build ?? ""}`;
    const other = tags.map((tag) => holders.get(`${release} ${tag}`)).find((holder) => holder !== undefined);
    const shared = tags.filter((tag) => holders.has(`${release} ${tag}`));
    for (const tag of tags) if (!holders.has(`${release} ${tag}`)) holders.set(`${release} ${tag}`, name);
    if (!other || keyOf(other.file) === keyOf(file) || told.has(file)) return [];
    told.add(file);
    const message = `it is for ${shared.join(", ")}, and so is ${other.file}`;
    const hint = "take one of them out, or give the better one a build number";
    return [finding("WW083", file, message, { severity: "warning", hint })];
  });
}

/** The same for all names that mean the same; the name itself where it means nothing. */
function keyOf(file: string): string {
  const wheel = wheelOf(file);
  if (wheel) {
    const sets = [wheel.pythons, wheel.abis, wheel.platforms].map((set) => [...set].sort().join("."));
    return ["wheel", wheel.name, canonical(wheel.version), wheel.build ?? "", ...sets].join(" ");
  }
  const sdist = sdistOf(file);
  return sdist ? ["sdist", normalizeName(sdist.name), canonical(sdist.version)].join(" ") : file;
}

/** Without trailing zeros of the release, which PEP 440 ignores when it compares. */
function canonical(version: string): string {
  return (normalizeVersion(version) ?? version).replace(
    /^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0)+(?=$|[^.\d])/,
    "$1",
  );
}

function wheelOf(file: string): WheelName | undefined {
  const name = file.endsWith(".whl") ? parseWheelName(file) : undefined;
  return name === undefined || "malformed" in name ? undefined : name;
}

function sdistOf(file: string): SdistName | undefined {
  const name = file.endsWith(".tar.gz") ? parseSdistName(file) : undefined;
  return name === undefined || "malformed" in name ? undefined : name;
}
