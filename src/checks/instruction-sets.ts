/** Does code for x86_64 say that it needs more than the baseline (x86-64 psABI, levels v2 to v4)? glibc refuses to load it then. */

import type { Wheel } from "../artifacts/archive.ts";
import { machineOfTag } from "../tags/tag-machine.ts";
import type { Check } from "./check.ts";
import { codeMembers, named, plural } from "./code-members.ts";
import { finding, type Finding } from "./finding.ts";

export const instructionSets: Check = {
  name: "instruction-sets",
  title: "Code needs no instructions beyond the baseline of its tag.",
  codes: ["WW047"],
  run: ({ wheels }) => wheels.flatMap(judgeWheel),
};

function judgeWheel(wheel: Wheel): Finding[] {
  const promised = wheel.name.platforms.some((tag) => {
    const machine = machineOfTag(tag);
    // `x86_64_v3` promises no baseline.
    return machine?.system === "linux" && !/_v[2-4]$/.test(tag) && /x86_64|i686/.test(tag);
  });
  if (!promised) return [];
  const above = codeMembers(wheel).filter(
    ({ role, code }) => role !== "aside" && code.instructionSets.some((set) => set !== "x86-64-baseline"),
  );
  // A library that nothing is linked to may be one of several, of which the program takes the one that fits.
  return [true, false].flatMap((loaded) => {
    const some = above.filter((member) => member.loaded === loaded);
    const [first] = some;
    if (!first) return [];
    const sets = [...new Set(some.flatMap(({ code }) => code.instructionSets))].sort();
    const highest = sets.at(-1) ?? "";
    return [
      finding(
        "WW047",
        wheel.name.file,
        `${named(some)} ${plural(some, "needs", "need")} ${highest}, the tag promises the baseline of x86-64`,
        { member: first.path, severity: loaded ? "error" : "warning" },
      ),
    ];
  });
}
