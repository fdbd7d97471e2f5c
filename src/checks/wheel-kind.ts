/** Does a platform wheel hold machine code, and a pure one none that Python would load? */

import type { Wheel } from "../artifacts/archive.ts";
import { kindOf } from "../tags/wheel-name.ts";
import type { Check } from "./check.ts";
import { codeMembers, named, plural, type CodeMember } from "./code-members.ts";
import { finding, type Finding } from "./finding.ts";

export const wheelKind: Check = {
  name: "wheel-kind",
  title: "Platform wheels hold machine code, pure wheels do not.",
  codes: ["WW013", "WW014"],
  run: ({ wheels }) => wheels.flatMap(judgeKind),
};

function judgeKind(wheel: Wheel): Finding[] {
  // Without digests no content was looked at.
  if (wheel.record === undefined) return [];
  if (kindOf(wheel.name) === "pure") return judgePure(wheel);
  return wheel.members.some(({ machineCode }) => machineCode !== undefined) ? [] : [noMachineCode(wheel)];
}

function judgePure(wheel: Wheel): Finding[] {
  const found = codeMembers(wheel).filter((member) => !runsAnywhere(member));
  const carried = found.filter(isCarried);
  const used = found.filter((member) => !isCarried(member));
  if (used.length === 0) return carried.length === 0 ? [] : [note(wheel, carried)];
  const formats = new Set(used.map(({ code }) => code.format));
  // One file for each system, from which the program chooses while it runs.
  if (formats.size > 1) return [note(wheel, used)];
  // Packages for Windows alone often go without a tag for it: they fail elsewhere with or without.
  const windowsOnly =
    formats.has("pe") && formats.size === 1 && used.every(({ role }) => role !== "extension");
  return [machineCode(wheel, used, windowsOnly ? "warning" : "error")];
}

/** .NET code, and WebAssembly for browsers and run-times. */
function runsAnywhere({ code, role }: CodeMember): boolean {
  if (code.format === "wasm") return role !== "extension";
  return code.slices.some(({ architecture }) => architecture === "cil");
}

/** Launchers for Windows travel in pure wheels as data (pip, setuptools), as do files of tests: they are copied, not loaded. */
function isCarried({ code, path, role }: CodeMember): boolean {
  return role === "aside" || (code.format === "pe" && path.toLowerCase().endsWith(".exe"));
}

function note(wheel: Wheel, members: readonly CodeMember[]): Finding {
  const what = members.every(({ code }) => code.format === "pe")
    ? "machine code for Windows"
    : "machine code";
  return finding("WW013", wheel.name.file, `${named(members)} ${plural(members, "is", "are")} ${what}`, {
    severity: "note",
    member: members[0]?.path ?? "",
    hint: "nothing to do where it is only carried as data, or chosen by system while the program runs",
  });
}

function machineCode(wheel: Wheel, members: readonly CodeMember[], severity: "error" | "warning"): Finding {
  const formats = [...new Set(members.map(({ code }) => code.format))].join(", ");
  return finding(
    "WW013",
    wheel.name.file,
    `it is tagged for every platform, but ${named(members)} ${plural(members, "is", "are")} machine code (${formats})`,
    {
      severity,
      member: members[0]?.path ?? "",
      hint: "let the build back end know that the wheel has extensions, so that it gets a platform tag; or leave the file out",
    },
  );
}

function noMachineCode(wheel: Wheel): Finding {
  return finding(
    "WW014",
    wheel.name.file,
    `it is tagged for ${wheel.name.platforms.join(".")}, but holds no machine code`,
    {
      hint: "look for a failed or skipped compilation in the log of its build; a pure project should give a py3-none-any wheel",
    },
  );
}
