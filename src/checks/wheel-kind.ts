/** Does a platform wheel hold machine code, and a pure one none? */

import type { Member, Wheel } from "../artifacts/archive.ts";
import { kindOf } from "../tags/wheel-name.ts";
import type { Check } from "./check.ts";
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
  const binaries = wheel.members.filter((member) => member.machineCode !== undefined);
  if (kindOf(wheel.name) !== "pure") return binaries.length > 0 ? [] : [noMachineCode(wheel)];
  const [first] = binaries.filter((member) => !isWindowsProgram(member));
  if (first) return [machineCode(wheel, first)];
  const [program] = binaries;
  return program ? [windowsProgram(wheel, program)] : [];
}

/** Launchers for Windows travel in pure wheels as data (pip, setuptools): they are copied, not loaded. */
function isWindowsProgram(member: Member): boolean {
  return member.machineCode === "pe" && member.path.toLowerCase().endsWith(".exe");
}

function windowsProgram(wheel: Wheel, { path }: Member): Finding {
  return finding("WW013", wheel.name.file, `${path} is a program for Windows`, {
    severity: "note",
    member: path,
    hint: "nothing to do where it is only copied for users on Windows",
  });
}

function machineCode(wheel: Wheel, member: Member): Finding {
  return finding(
    "WW013",
    wheel.name.file,
    `it is tagged for every platform, but ${member.path} is machine code (${member.machineCode ?? ""})`,
    {
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
