/**
 * Is every library that the code needs in the wheel or on every system of its tag? An error only where a module cannot be
 * imported, or an installed program not be started, without it.
 */

import type { Wheel } from "../artifacts/archive.ts";
import {
  debugRuntime,
  loaders,
  manylinuxLibraries,
  musllinuxLibraries,
  suppliedByOthers,
} from "../tags/system-libraries.ts";
import { machineOfTag, type TagMachine } from "../tags/tag-machine.ts";
import { auditsOf } from "./audits-of.ts";
import type { Check, CheckInput } from "./check.ts";
import { codeMembers, libraryName, named, plural, type CodeMember } from "./code-members.ts";
import type { Severity } from "./codes/code-text.ts";
import { finding, type Finding } from "./finding.ts";

export const externalLibraries: Check = {
  name: "external-libraries",
  title: "Libraries that the code needs are in the wheel or on every system of its tag.",
  codes: ["WW045", "WW046"],
  run: (input) =>
    input.wheels.flatMap((wheel) => [
      ...judgeNeeds(wheel),
      ...judgeSymbols(wheel, input),
      ...judgePaths(wheel),
    ]),
};

function judgeNeeds(wheel: Wheel): Finding[] {
  const machines = wheel.name.platforms.flatMap((tag) => machineOfTag(tag) ?? []);
  const bundled = new Set(wheel.members.map(({ path }) => libraryName(path)));
  const groups = new Map<string, Judged & { readonly needs: Set<string>; readonly by: Set<CodeMember> }>();
  for (const member of codeMembers(wheel)) {
    const machine = machines.find(({ format }) => format === member.code.format);
    if (!machine || member.role === "aside") continue;
    for (const need of member.code.needs) {
      const judged = bundled.has(libraryName(need)) ? undefined : judgeNeed(need, machine, member);
      if (!judged) continue;
      const key = `${judged.severity} ${judged.why}`;
      const group = groups.get(key) ?? { ...judged, needs: new Set(), by: new Set() };
      group.needs.add(need);
      group.by.add(member);
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ severity, why, needs, by }) => {
    const members = [...by];
    const message = `${named(members)} ${plural(members, "needs", "need")} ${some([...needs])}, which ${why}`;
    return finding("WW045", wheel.name.file, message, { member: members[0]?.path ?? "", severity });
  });
}

/** At most five, and how many more. */
function some(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join(", ");
  return texts.length > 5 ? `${shown} and ${texts.length - 5} more` : shown;
}

interface Judged {
  readonly severity: Severity;
  readonly why: string;
}

/** `undefined` where the library is there on every system of the tag. */
function judgeNeed(need: string, machine: TagMachine, member: CodeMember): Judged | undefined {
  switch (machine.system) {
    case "linux":
      return judgeLinux(need, machine, member);
    case "macos":
      return judgeMac(need);
    case "windows":
      return debugRuntime.test(need)
        ? { severity: "error", why: "only the tools of developers bring" }
        : undefined;
    // What these systems have is not written down in a list that could be trusted.
    case "android":
    case "ios":
    case "ios-simulator":
    case "wasm":
      return undefined;
  }
}

function judgeLinux(need: string, { tag, libc }: TagMachine, member: CodeMember): Judged | undefined {
  if (loaders.test(need) || libc === undefined) return undefined;
  const list = libc === "glibc" ? manylinuxLibraries : musllinuxLibraries;
  // glibc's own libraries in a musl wheel are told by the check of the libc.
  if (list.has(need) || (libc === "musl" && need === "libc.so.6")) return undefined;
  if (suppliedByOthers.some((pattern) => pattern.test(need)))
    return { severity: "warning", why: "another package or the system has to bring" };
  const plain = member.loaded && !leavesForSiblings(member);
  return {
    severity: plain ? "error" : "warning",
    why: `the wheel does not bring and the list of ${tag} does not have`,
  };
}

/** Its search path leads into another package of the same environment: `$ORIGIN/../../nvidia/lib`. */
function leavesForSiblings({ path, code }: CodeMember): boolean {
  const depth = path.split("/").length - 1;
  return code.searchPaths.some((place) => {
    const ups = /^\$\{?ORIGIN\}?((?:\/\.\.)+)\/(.+)$/.exec(place);
    if (!ups) return false;
    const [, up = "", rest = ""] = ups;
    // The wheel's own folder of bundled libraries, or any other of its folders, is at the top as well.
    return up.length / 3 >= depth && !rest.includes(".libs") && rest.split("/")[0] !== path.split("/")[0];
  });
}

function judgeMac(need: string): Judged | undefined {
  if (/^\/(?:usr\/lib|System\/Library)\//.test(need)) return undefined;
  const why = need.startsWith("/")
    ? "only machines that have it in that folder find"
    : "another package or the system has to bring";
  return { severity: "warning", why };
}

/** Symbols of a listed library that a policy does not allow, because builds of the library differ in them: auditwheel knows. */
function judgeSymbols(wheel: Wheel, input: CheckInput): Finding[] {
  return auditsOf(input, "auditwheel", wheel.name.file).flatMap(({ problems }) =>
    problems.map(({ message, severity }) => finding("WW045", wheel.name.file, message, { severity })),
  );
}

/** Folders that every system has of its own; a path that is empty is what remains of one that was removed. */
const harmless = /^(?:|\/(?:usr\/)?lib(?:32|64)?(?:\/swift)?\/?)$/;

function judgePaths(wheel: Wheel): Finding[] {
  const byPath = new Map<string, CodeMember[]>();
  for (const member of codeMembers(wheel)) {
    if (member.role === "aside") continue;
    const absolute = member.code.searchPaths.filter(
      (place) => place.startsWith("/") && !harmless.test(place),
    );
    if (absolute.length === 0) continue;
    const key = some(absolute);
    byPath.set(key, [...(byPath.get(key) ?? []), member]);
  }
  return [...byPath].map(([places, by]) =>
    finding(
      "WW046",
      wheel.name.file,
      `${named(by)} ${plural(by, "looks for its", "look for their")} libraries in ${places}`,
      { member: by[0]?.path ?? "" },
    ),
  );
}
