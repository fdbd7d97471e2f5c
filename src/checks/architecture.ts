/**
 * Is the machine code for what the platform tag promises? Extension modules, what they load and installed programs must be;
 * other code may be data (launchers, test files, libraries of other systems) as long as the wheel has some for its own.
 */

import type { Wheel } from "../artifacts/archive.ts";
import type { CodeFacts } from "../artifacts/code-facts.ts";
import { machineOfTag, type TagMachine } from "../tags/tag-machine.ts";
import type { Check } from "./check.ts";
import { codeMembers, named, plural, type CodeMember } from "./code-members.ts";
import { finding, type Finding, type FindingDetails } from "./finding.ts";

export const architecture: Check = {
  name: "architecture",
  title: "Machine code is for the system and architecture of the platform tag, and can be read to its end.",
  codes: ["WW040", "WW049"],
  run: ({ wheels }) => wheels.flatMap((wheel) => [...judgeTags(wheel), ...judgeReading(wheel)]),
};

function judgeTags(wheel: Wheel): Finding[] {
  const machines = wheel.name.platforms.flatMap((tag) => machineOfTag(tag) ?? []);
  const members = codeMembers(wheel).filter(({ role }) => role !== "aside");
  if (members.length === 0) return [];
  // Dual tags promise the same more than once: what is told of one tag is not told of the next.
  const told = new Set<string>();
  return machines.flatMap((machine) => {
    const wrong = members.filter(({ code, path }) => !fits(code, machine) && !told.has(path));
    if (wrong.length === 0) return [];
    for (const { path } of wrong) told.add(path);
    // Where nothing in the wheel is what the tag says it was renamed, or built with the wrong compiler: none of it is data.
    const all = wrong.length === members.length;
    const parts = byArchitecture(wrong);
    return parts.flatMap((same) => (all ? [say(wheel, machine, same)] : judgeWrong(wheel, machine, same)));
  });
}

function judgeWrong(wheel: Wheel, machine: TagMachine, members: readonly CodeMember[]): Finding[] {
  const own = members.filter(({ code }) => code.format === machine.format);
  const must = own.filter((member) => member.loaded && !carries(member, machine));
  const programs = own.filter(
    (member) => member.role === "program" && !must.includes(member) && !runsAnyway(member.code, machine),
  );
  return [
    ...(must.length > 0 ? [say(wheel, machine, must)] : []),
    ...(programs.length > 0 ? [say(wheel, machine, programs, asProgram)] : []),
  ];
}

const asProgram = {
  severity: "warning",
  hint: "build the program for the same architecture as the wheel; nothing to do where it is only carried as data",
} as const;

/** A universal wheel may bring one file for each architecture; libraries beside modules are such files. */
function carries({ role, code }: CodeMember, machine: TagMachine): boolean {
  return role === "library" && machine.architectures.length > 1 && someFit(code, machine);
}

/** Windows and macOS run programs of some other architectures themselves. */
function runsAnyway(code: CodeFacts, machine: TagMachine): boolean {
  const has = (name: string) => code.slices.some((slice) => slice.architecture === name);
  if (machine.system === "windows")
    return has("win32") || (has("amd64") && machine.architectures.includes("arm64"));
  return machine.system === "macos" && has("x86_64");
}

/** Does this code run where the tag says? .NET code runs anywhere. */
export function fits(code: CodeFacts, machine: TagMachine): boolean {
  if (code.slices.some(({ architecture }) => architecture === "cil")) return true;
  if (code.format !== machine.format || !rightSystem(code, machine)) return false;
  if (!machine.every) return someFit(code, machine);
  return machine.architectures.every((name) => code.slices.some((slice) => slice.architecture === name));
}

function someFit(code: CodeFacts, { architectures }: TagMachine): boolean {
  return code.slices.some(({ architecture }) => architectures.includes(architecture));
}

/** macOS and iOS share the format and the architecture. Older files do not say for which system they are. */
function rightSystem({ slices }: CodeFacts, machine: TagMachine): boolean {
  return (
    machine.format !== "mach-o" || slices.every(({ system }) => (system ?? machine.system) === machine.system)
  );
}

const systems: Readonly<Record<CodeFacts["format"], string>> = {
  elf: "Linux",
  "mach-o": "macOS",
  pe: "Windows",
  wasm: "WebAssembly",
};

/** "aarch64 (Linux)", "x86_64 and arm64 (macOS)". */
function describe(code: CodeFacts | undefined): string {
  if (!code) return "";
  if (code.slices.length === 0) return `no architecture that can be read (${systems[code.format]})`;
  const names = code.slices.map(({ architecture }) => architecture).join(" and ");
  const [system] = code.slices.flatMap((slice) => (slice.system === undefined ? [] : [slice.system]));
  const own =
    system === undefined || system === "macos"
      ? systems[code.format]
      : system === "other"
        ? "another Apple system"
        : "iOS";
  return `${names} (${system === "ios-simulator" ? "iOS simulator" : own})`;
}

function say(
  wheel: Wheel,
  { tag, architectures, every }: TagMachine,
  members: readonly CodeMember[],
  details: Pick<FindingDetails, "severity" | "hint"> = {},
): Finding {
  const promised = architectures.join(every ? " and " : " or ");
  const message = `${named(members)} ${plural(members, "is", "are")} for ${describe(members[0]?.code)}, the tag ${tag} promises ${promised}`;
  return finding("WW040", wheel.name.file, message, { ...details, member: members[0]?.path ?? "" });
}

function byArchitecture(members: readonly CodeMember[]): CodeMember[][] {
  const groups = new Map<string, CodeMember[]>();
  for (const member of members) {
    const key = describe(member.code);
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups.values()];
}

/** Large files are only read in part: that says nothing against them. */
function judgeReading(wheel: Wheel): Finding[] {
  if (wheel.name.platforms.every((tag) => machineOfTag(tag) === undefined)) return [];
  return codeMembers(wheel).flatMap(({ path, role, code: { problem } }) =>
    problem === undefined || role === "aside" || problem.startsWith("only the first")
      ? []
      : [finding("WW049", wheel.name.file, `${path}: ${problem}`, { member: path })],
  );
}
