/** Could every archive be read safely, and has it the layout that installers and the index want? */

import type { Wheel } from "../artifacts/archive.ts";
import { isScriptName, parseEntryPoints } from "../artifacts/entry-points.ts";
import { quoted } from "../artifacts/refusal.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

export const archiveSafety: Check = {
  name: "archive-safety",
  title: "Every archive is read by everyone in the same way, and writes nothing outside its folder.",
  // A refused archive may have WW008 too, the contract's own code for names that are none.
  codes: ["WW020", "WW021", "WW022", "WW023", "WW024", "WW025", "WW026", "WW027", "WW028"],
  run: ({ wheels, refused = [] }) => [
    ...refused.map(({ code, file, message }) => finding(code, file, message)),
    ...wheels.flatMap((wheel) => [...layout(wheel), ...dataFolder(wheel), ...entryPoints(wheel)]),
  ],
};

/** What keeps nobody from reading it, but the index from taking it. */
function layout({ name, distInfo, wheelFile }: Wheel): Finding[] {
  const findings: Finding[] = [];
  // The index looks for WHEEL at the name and version as the file name spells them.
  const expected = `${name.distribution}-${name.rawVersion}.dist-info`;
  if (distInfo !== expected) {
    const message = `its metadata are in ${quoted(distInfo)}, the index looks for them in ${quoted(expected)}`;
    findings.push(finding("WW027", name.file, message));
  }
  const version = wheelFile.wheelVersion;
  if (version === undefined) {
    const message = "its WHEEL file has no Wheel-Version, without which installers refuse it";
    findings.push(finding("WW027", name.file, message));
  } else if (!/^(?:0(?:\.\d+)*|1(?:\.0+)*)$/.test(version)) {
    const message = `its Wheel-Version is ${quoted(version)}, newer than the 1.0 that installers know`;
    const hint = "installers of today warn: use it only where the newer version is needed";
    findings.push(finding("WW027", name.file, message, { severity: "warning", hint }));
  }
  return findings;
}

/** PEP 427, "The .data directory": each folder in it is a key of the installation scheme. */
const schemeKeys = new Set(["purelib", "platlib", "headers", "scripts", "data"]);

function dataFolder({ name, members }: Wheel): Finding[] {
  const prefix = `${name.distribution}-${name.rawVersion}.data/`;
  const odd = members.find(({ path }) => {
    if (!path.startsWith(prefix)) return false;
    const [key = "", ...rest] = path.slice(prefix.length).split("/");
    return rest.length === 0 || !schemeKeys.has(key);
  });
  if (!odd) return [];
  const message = `${quoted(odd.path)} is in no folder of ${prefix} that installers know: ${[...schemeKeys].join(", ")}`;
  return [finding("WW027", name.file, message, { member: odd.path })];
}

function entryPoints({ name, distInfo, texts }: Wheel): Finding[] {
  const member = `${distInfo}/entry_points.txt`;
  const text = texts[member];
  if (text === undefined) return [];
  const tell = (message: string) => finding("WW028", name.file, message, { member });
  // Bytes that are no UTF-8 have become this character when the text was read.
  if (text.includes("\ufffd")) return [tell("entry_points.txt is not UTF-8 text")];
  const { groups, problems } = parseEntryPoints(text);
  const [first] = problems;
  const findings = first === undefined ? [] : [tell(`entry_points.txt cannot be read: ${first}`)];
  for (const group of ["console_scripts", "gui_scripts"]) {
    const bad = [...(groups.get(group)?.keys() ?? [])].find((script) => !isScriptName(script));
    if (bad !== undefined)
      findings.push(
        tell(`entry_points.txt names the script ${quoted(bad)} in ${group}, which is no file name`),
      );
  }
  return findings;
}
