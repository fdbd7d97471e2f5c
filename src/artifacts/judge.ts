/** Holds what came out against the contract: file names only, so that it works before anything is opened. */

import { compareFindings, finding, type Finding } from "../checks/finding.ts";
import { parseSdistName, type SdistName } from "../tags/sdist-name.ts";
import { sameVersion } from "../tags/project-name.ts";
import { parseWheelName, type WheelName } from "../tags/wheel-name.ts";
import type { Contract, ExpectedWheel } from "./contract.ts";
import { describe, fulfils, nearMiss, type NearMiss } from "./expectation.ts";

const rebuild = "build it again, and look at the log of its build";
const drop = "take it out of the folder, or add it to what the project promises";

/**
 * What keeps the artifacts from being the contract's: missing, unexpected, wrong platform, newer policy than asked for, pure
 * where machine code was expected, another name or version than the siblings. Worst first; empty when the contract is met.
 * @param contract `undefined` where nothing was promised: they still have to be one release
 * @param files file names without folders, wheels and sdists
 */
export function judge(contract: Contract | undefined, files: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const wheels: WheelName[] = [];
  const sdists: SdistName[] = [];
  for (const file of files) {
    const name = file.endsWith(".whl") ? parseWheelName(file) : parseSdistName(file);
    if ("malformed" in name)
      findings.push(finding("WW008", file, name.malformed, { hint: "rename nothing: build it again" }));
    else if ("root" in name) sdists.push(name);
    else wheels.push(name);
  }
  findings.push(...judgeSiblings([...sdists, ...wheels]));
  if (contract) findings.push(...judgeSdists(contract, sdists), ...judgeWheels(contract, wheels));
  return findings.sort(compareFindings);
}

/** All of one release: the sdist's name and version where there is one, else what most of the wheels have. */
function judgeSiblings(names: readonly (WheelName | SdistName)[]): Finding[] {
  const votes = new Map<string, number>();
  for (const { name, version } of names)
    votes.set(`${name} ${version}`, (votes.get(`${name} ${version}`) ?? 0) + 1);
  const sdist = names.find((name) => "root" in name);
  const most = [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
  const [name = "", version = ""] = sdist ? [sdist.name, sdist.version] : (most?.split(" ") ?? []);
  return names
    .filter((other) => other.name !== name || !sameVersion(other.version, version))
    .map((other) =>
      finding(
        "WW006",
        other.file,
        `it is ${other.name} ${other.version}, its siblings are ${name} ${version}`,
        { hint: "build all artifacts from the same sdist, in an empty folder" },
      ),
    );
}

function judgeSdists(contract: Contract, sdists: readonly SdistName[]): Finding[] {
  const expected = contract.artifacts.find((artifact) => artifact.kind === "sdist");
  if (!expected)
    return sdists.map((sdist) => finding("WW002", sdist.file, "no sdist was asked for", { hint: drop }));
  const [first, ...others] = sdists;
  if (!first) {
    const severity = expected.optional ? "warning" : "error";
    return [finding("WW001", "sdist", "the sdist is missing", { hint: rebuild, severity })];
  }
  return others.map((sdist) =>
    finding("WW002", sdist.file, `there is a second sdist beside ${first.file}`, { hint: drop }),
  );
}

function judgeWheels(contract: Contract, wheels: readonly WheelName[]): Finding[] {
  const expected = contract.artifacts.filter((artifact) => artifact.kind === "wheel");
  const used = new Set<WheelName>();
  const open: ExpectedWheel[] = [];
  for (const wheel of expected) {
    // Mode "learning": one pure or abi3 wheel may stand for several targets.
    const match = wheels.find(
      (name) => fulfils(name, wheel) && (contract.mode === "learning" || !used.has(name)),
    );
    if (match) used.add(match);
    else open.push(wheel);
  }
  const findings = contract.mode === "learning" ? purePretenders(expected, wheels) : [];
  const left = wheels.filter((wheel) => !used.has(wheel));
  for (const wheel of open) {
    const near = closest(wheel, left);
    if (near) left.splice(left.indexOf(near.name), 1);
    const count = `${expected.length - open.length} of ${expected.length} promised wheels are there`;
    findings.push(near ? nearFinding(wheel, near) : missing(wheel, count));
  }
  const asked = `nothing in the contract asks for it: ${expected.length} wheels were promised, ${wheels.length} are there`;
  return [...findings, ...left.map((wheel) => finding("WW002", wheel.file, asked, { hint: drop }))];
}

function closest(wheel: ExpectedWheel, left: readonly WheelName[]): NearMiss | undefined {
  const misses = left.flatMap((name) => nearMiss(name, wheel) ?? []);
  return misses.sort((a, b) => a.distance - b.distance)[0];
}

function nearFinding(wheel: ExpectedWheel, near: NearMiss): Finding {
  const severity = wheel.optional ? "warning" : "error";
  return finding(near.code, near.name.file, near.message, { hint: near.hint, severity });
}

function missing(wheel: ExpectedWheel, count: string): Finding {
  const severity = wheel.optional ? "warning" : "error";
  const message = `the wheel for ${describe(wheel)} is missing: ${count}`;
  return finding("WW001", wheel.targets[0], message, { hint: rebuild, severity });
}

/**
 * While the kind is still being learned, a pure wheel is fine for a whole project, but not for some targets of it: back ends
 * give a pure wheel, and exit status 0, where the compiler fails.
 */
function purePretenders(expected: readonly ExpectedWheel[], wheels: readonly WheelName[]): Finding[] {
  const native = wheels.find((name) => !name.platforms.includes("any"));
  if (!native) return [];
  const lonely = expected.filter((wheel) => {
    const serving = wheels.filter((name) => fulfils(name, wheel));
    return (
      wheel.platform !== "any" &&
      serving.length > 0 &&
      serving.every((name) => name.platforms.includes("any"))
    );
  });
  return lonely.map((wheel) =>
    finding(
      "WW005",
      wheels.find((name) => fulfils(name, wheel))?.file,
      `${describe(wheel)} has only a pure wheel, but ${native.file} holds machine code`,
      {
        hint: "look for a failed compilation in the log of its build",
        severity: wheel.optional ? "warning" : "error",
      },
    ),
  );
}
