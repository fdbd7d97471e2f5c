/**
 * Do the tags of the file name stand in the WHEEL file too? Installers go by the first, so a difference is a warning:
 * popular projects rename their wheels.
 */

import type { Wheel } from "../artifacts/archive.ts";
import { formatTag, wheelTags } from "../tags/wheel-name.ts";
import type { Check } from "./check.ts";
import { finding, type Finding } from "./finding.ts";

const hint = "rename no wheels; let `wheel tags` or the repair tool change both";

export const wheelTagsAgree: Check = {
  name: "wheel-tags",
  title: "File name and WHEEL file name the same tags.",
  codes: ["WW010"],
  run: ({ wheels }) => wheels.flatMap(judgeTags),
};

function judgeTags(wheel: Wheel): Finding[] {
  const { file, build } = wheel.name;
  const say = (message: string) => finding("WW010", file, message, { hint });
  const named = new Set(wheelTags(wheel.name).map(formatTag));
  // A Tag line may itself hold a compressed set.
  const inside = new Set(wheel.wheelFile.tags.flatMap(writeOut));
  const missing = [...named].filter((tag) => !inside.has(tag));
  const extra = [...inside].filter((tag) => !named.has(tag));
  const findings: Finding[] = [];
  if (inside.size === 0) findings.push(say("its WHEEL file has no Tag"));
  else {
    if (missing.length > 0)
      findings.push(say(`its WHEEL file lacks ${missing.join(", ")}, which the file name has`));
    if (extra.length > 0)
      findings.push(say(`its WHEEL file has ${extra.join(", ")}, which the file name lacks`));
  }
  if (build !== wheel.wheelFile.build && (build !== undefined || wheel.wheelFile.build !== undefined)) {
    findings.push(
      say(
        `build tag ${build ?? "(none)"} of the file name is ${wheel.wheelFile.build ?? "(none)"} in its WHEEL file`,
      ),
    );
  }
  return findings;
}

function writeOut(tag: string): string[] {
  const [python = "", abi = "", platform = ""] = tag.toLowerCase().split("-");
  return python
    .split(".")
    .flatMap((p) => abi.split(".").flatMap((a) => platform.split(".").map((f) => `${p}-${a}-${f}`)));
}
