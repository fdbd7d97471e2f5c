/** Does machine code need a newer macOS, or a newer or another libc, than its platform tag says (PEP 425, 600, 656)? */

import type { Wheel } from "../artifacts/archive.ts";
import type { CodeFacts } from "../artifacts/code-facts.ts";
import { machineOfTag, type TagMachine } from "../tags/tag-machine.ts";
import { fits } from "./architecture.ts";
import { auditsOf } from "./audits-of.ts";
import type { Check, CheckInput } from "./check.ts";
import { codeMembers, named, plural, type CodeMember } from "./code-members.ts";
import { finding, type Finding } from "./finding.ts";

type Version = readonly [number, number];

export const newerSystem: Check = {
  name: "newer-system",
  title:
    "Machine code runs on the oldest macOS or libc that the platform tag names, and on that libc at all.",
  codes: ["WW043", "WW044"],
  run: (input) =>
    input.wheels.flatMap((wheel) => {
      const findings = judgeWheel(wheel);
      const seen = findings.some(({ code }) => code === "WW043");
      return seen ? findings : [...findings, ...judgePolicy(wheel, input)];
    }),
};

function judgeWheel(wheel: Wheel): Finding[] {
  const members = codeMembers(wheel).filter(({ role }) => role !== "aside");
  const machines = wheel.name.platforms.flatMap((tag) => machineOfTag(tag) ?? []);
  return machines
    .filter((machine) => isStrictest(machine, machines))
    .flatMap((machine) => {
      const own = members.filter(
        ({ code }) => code.format === machine.format && sharesArchitecture(code, machine),
      );
      switch (machine.system) {
        case "macos":
          return judgeMac(wheel, machine, own);
        case "linux":
          return [...judgeGlibc(wheel, machine, own), ...judgeLibc(wheel, machine, own)];
        default:
          return [];
      }
    });
}

/** `manylinux_2_17.manylinux_2_28`: the oldest decides who installs it. */
function isStrictest(machine: TagMachine, all: readonly TagMachine[]): boolean {
  const { version } = machine;
  if (!version) return true;
  return !all.some(
    (other) =>
      other.libc === machine.libc &&
      other.architectures.join() === machine.architectures.join() &&
      other.version !== undefined &&
      (compare(other.version, version) < 0 ||
        (compare(other.version, version) === 0 && all.indexOf(other) < all.indexOf(machine))),
  );
}

/** Code of another architecture is a finding of its own. */
function sharesArchitecture(code: CodeFacts, machine: TagMachine): boolean {
  return fits(code, { ...machine, every: false });
}

/** No Python that is still supported runs on an older one: below, a difference keeps nobody from working. */
const oldestMacos: Version = [10, 13];

function judgeMac(wheel: Wheel, machine: TagMachine, members: readonly CodeMember[]): Finding[] {
  const { version } = machine;
  if (!version) return [];
  const needed = group(members, ({ code }) => {
    const least = code.slices.flatMap(({ architecture, minimumMacos }) => {
      if (minimumMacos === undefined || !machine.architectures.includes(architecture)) return [];
      const own = readVersion(minimumMacos);
      // The first macOS for arm64 is 11, which also calls itself 10.16.
      const promised =
        architecture === "arm64" || compare(version, [10, 16]) === 0 ? newest(version, [11, 0]) : version;
      return own && compare(own, promised) > 0 ? [own] : [];
    });
    return least.length === 0 ? undefined : least.reduce(newest).join(".");
  });
  return [...needed].map(([least, some]) =>
    finding(
      "WW043",
      wheel.name.file,
      `${named(some)} ${plural(some, "needs", "need")} macOS ${least}, the tag ${machine.tag} promises ${version.join(".")}`,
      {
        member: some[0]?.path ?? "",
        severity: compare(readVersion(least) ?? version, oldestMacos) <= 0 ? "warning" : "error",
        hint: `set MACOSX_DEPLOYMENT_TARGET to ${version.join(".")} for the build and for the libraries that it bundles, or let delocate give the tag that fits`,
      },
    ),
  );
}

/** `GLIBC_ABI_DT_RELR` came with 2.36; the aarch64 of CentOS 7 had one function of 2.18, which its policy allows. */
function glibcVersion(symbol: string): Version | undefined {
  if (symbol === "GLIBC_ABI_DT_RELR") return [2, 36];
  return symbol.startsWith("GLIBC_") ? readVersion(symbol.slice("GLIBC_".length)) : undefined;
}

function judgeGlibc(wheel: Wheel, machine: TagMachine, members: readonly CodeMember[]): Finding[] {
  const { version, libc, architectures } = machine;
  if (!version || libc !== "glibc") return [];
  const allowed: Version =
    architectures[0] === "aarch64" && compare(version, [2, 17]) === 0 ? [2, 18] : version;
  const needed = group(members, ({ code }) => {
    const all = Object.entries(code.symbolVersions).flatMap(([library, symbols]) =>
      symbols.flatMap((symbol) => {
        const own = glibcVersion(symbol);
        return own && compare(own, allowed) > 0 ? [{ library, symbol, own }] : [];
      }),
    );
    const [worst] = all.sort((a, b) => compare(b.own, a.own));
    return worst && `${worst.symbol} of ${worst.library}`;
  });
  return [...needed].map(([symbol, some]) =>
    finding(
      "WW043",
      wheel.name.file,
      `${named(some)} ${plural(some, "needs", "need")} ${symbol}, the tag ${machine.tag} promises glibc ${version.join(".")}`,
      { member: some[0]?.path ?? "" },
    ),
  );
}

function judgeLibc(wheel: Wheel, machine: TagMachine, members: readonly CodeMember[]): Finding[] {
  const { libc } = machine;
  if (libc === undefined) return [];
  const wrong = group(members, ({ code }) => otherLibc(code, libc));
  return [...wrong].map(([need, some]) =>
    finding(
      "WW044",
      wheel.name.file,
      `${named(some)} ${plural(some, "needs", "need")} ${need}, the tag ${machine.tag} promises ${libc}`,
      { member: some[0]?.path ?? "" },
    ),
  );
}

/** auditwheel also knows the versions of other libraries (GLIBCXX, CXXABI, ZLIB …) that each policy has. */
function judgePolicy(wheel: Wheel, input: CheckInput): Finding[] {
  return auditsOf(input, "auditwheel", wheel.name.file).flatMap(({ policy }) => {
    const fit = policy === undefined ? undefined : machineOfTag(policy);
    const tag = wheel.name.platforms.find((platform) => {
      const claimed = machineOfTag(platform);
      return (
        claimed?.version !== undefined &&
        fit?.version !== undefined &&
        claimed.libc === fit.libc &&
        compare(fit.version, claimed.version) > 0
      );
    });
    if (tag === undefined) return [];
    const message = `auditwheel finds versions of symbols that only ${policy ?? ""} allows, the tag is ${tag}`;
    return [finding("WW043", wheel.name.file, message)];
  });
}

/** What in the file names the libc that it is not meant for. */
function otherLibc({ needs, interpreter }: CodeFacts, libc: "glibc" | "musl"): string | undefined {
  const musl = /^(?:libc\.musl-|ld-musl-|libc\.so$)/;
  const glibc = /^(?:libc\.so\.6(?:\.1)?|ld-linux[\w-]*\.so\.\d+|ld64\.so\.\d)$/;
  const loader = interpreter?.slice(interpreter.lastIndexOf("/") + 1);
  const names = [...needs, ...(loader === undefined ? [] : [loader])];
  const wrong = names.find((name) => (libc === "glibc" ? musl : glibc).test(name));
  return wrong && `${wrong} of ${libc === "glibc" ? "musl" : "glibc"}`;
}

/** Members by what is said of them, in their order. */
function group(
  members: readonly CodeMember[],
  say: (member: CodeMember) => string | undefined,
): Map<string, CodeMember[]> {
  const groups = new Map<string, CodeMember[]>();
  for (const member of members) {
    const said = say(member);
    if (said !== undefined) groups.set(said, [...(groups.get(said) ?? []), member]);
  }
  return groups;
}

function readVersion(text: string): Version | undefined {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2] ?? 0)] : undefined;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1];
}

function newest(a: Version, b: Version): Version {
  return compare(a, b) < 0 ? b : a;
}
