/** Do the interpreters that install the wheel find and load its extension modules (PEP 3149, 384, 489)? */

import type { Wheel } from "../artifacts/archive.ts";
import { suffixFitsLinux } from "../tags/extension-suffix.ts";
import { machineOfTag } from "../tags/tag-machine.ts";
import { kindOf } from "../tags/wheel-name.ts";
import { fits } from "./architecture.ts";
import type { Check } from "./check.ts";
import { codeMembers, type CodeMember } from "./code-members.ts";
import { finding, type Finding } from "./finding.ts";

export const extensionSuffixes: Check = {
  name: "extension-suffixes",
  title:
    "Extension modules have the suffix of the tag's Python and platform, and a start function of their own name.",
  codes: ["WW041", "WW042"],
  run: ({ wheels }) => wheels.flatMap(judgeWheel),
};

type Extension = CodeMember & { readonly extension: NonNullable<CodeMember["extension"]> };

function judgeWheel(wheel: Wheel): Finding[] {
  const extensions = codeMembers(wheel).flatMap((member): Extension[] =>
    member.extension ? [{ ...member, extension: member.extension }] : [],
  );
  const modules = new Map<string, Extension[]>();
  for (const one of extensions) {
    const name = moduleName(one);
    modules.set(name, [...(modules.get(name) ?? []), one]);
  }
  const wrong = [...modules].flatMap(([name, files]) => wrongFiles(wheel, name, files));
  return [
    ...group(wrong).map((same) => say(wheel, same)),
    ...extensions.flatMap((one) => judgeStart(wheel, one)),
  ];
}

/** `demo._speed`. */
function moduleName({ path, extension }: Extension): string {
  const inside = path.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, "");
  return [...inside.split("/").slice(0, -1), extension.module].join(".");
}

interface Wrong extends Why {
  readonly module: string;
  readonly path: string;
  /** There is a right file beside it. */
  readonly beside: boolean;
}

function wrongFiles(wheel: Wheel, module: string, files: readonly Extension[]): Wrong[] {
  const wrong = files.flatMap((file) => {
    const why = whyNot(wheel, file);
    return why ? [{ ...why, module, path: file.path }] : [];
  });
  return wrong.map((one) => ({ ...one, beside: wrong.length < files.length }));
}

/** What has the same reason is told once. */
function group(wrong: readonly Wrong[]): Wrong[][] {
  const groups = new Map<string, Wrong[]>();
  for (const one of wrong) {
    const key = [one.severity, one.beside, one.what].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function say(wheel: Wheel, [first, ...others]: readonly Wrong[]): Finding {
  if (!first) throw new TypeError("a group has a member");
  const { module, path, what, beside, severity } = first;
  const many = others.length > 0;
  const who = many ? `module ${module} and ${others.length} more are` : `module ${module} is`;
  const as = `there as ${baseName(path)}${many ? " and the like" : ""}${beside ? "" : " only"}`;
  return finding("WW041", wheel.name.file, `${who} ${as}, ${what}`, {
    member: path,
    // Beside the right file it is dead weight; most often it was left behind by another build.
    severity: beside ? "note" : severity,
    ...(beside ? { hint: "clean the build folder before each build: the file is never loaded" } : {}),
  });
}

interface Why {
  readonly what: string;
  readonly severity: "error" | "warning" | "note";
}

/** Why no interpreter that installs the wheel loads the file; `undefined` where one does. */
function whyNot(wheel: Wheel, { extension, code }: Extension): Why | undefined {
  const { name } = wheel;
  const machines = name.platforms.flatMap((tag) => machineOfTag(tag) ?? []);
  const windows = machines.some(({ system }) => system === "windows");
  if (machines.length > 0 && windows !== (extension.ending === "pyd"))
    return {
      what: `which is a name for ${windows ? "other systems than Windows" : "Windows"}`,
      severity: "note",
    };
  const python = wrongPython(wheel, extension.python);
  if (python) return python;
  const { platform } = extension;
  // Code for another machine is a finding of its own.
  for (const machine of machines.filter((one) => fits(code, one))) {
    const [architecture = ""] = machine.architectures;
    const wrong =
      (machine.system === "linux" && suffixFitsLinux(platform, architecture) === false) ||
      (machine.system === "windows" && platform.startsWith("win") && platform !== machine.tag) ||
      (machine.system === "macos" && platform !== "" && platform !== "darwin");
    if (wrong) return { what: `which Python on ${machine.tag} does not look for`, severity: "error" };
  }
  const library = code.needs.find((need) => /^python3\d+t?\.dll$/i.test(need))?.toLowerCase();
  const linked = /^python3(\d+)(t?)\.dll$/.exec(library ?? "");
  if (!linked || kindOf(name) !== "version") return undefined;
  const needed = `cp3${linked[1] ?? ""}${linked[2] ?? ""}`;
  return serves(wheel, needed) ? undefined : { what: `which needs ${library ?? ""}`, severity: "error" };
}

function wrongPython(wheel: Wheel, python: Extension["extension"]["python"]): Why | undefined {
  const { pythons, abis, file } = wheel.name;
  if (python.kind === "any") return undefined;
  const tags = `${pythons.join(".")}-${abis.join(".")}`;
  if (python.kind === "version") {
    if (serves(wheel, python.name)) {
      // Installed by every Python, found by one.
      const kind = kindOf(wheel.name);
      if (kind !== "abi3" && kind !== "py3-platform") return undefined;
      const severity = kind === "abi3" ? "error" : "warning";
      return { what: `which ${python.name} alone looks for, but the tags are ${tags}`, severity };
    }
    return { what: `which the Pythons of its tags ${tags} do not look for`, severity: "error" };
  }
  const freeThreadedOnly = abis.every((abi) => /^cp\d+t$/.test(abi));
  if (python.kind === "abi3" && freeThreadedOnly)
    return {
      what: `which free-threaded Pythons do not look for, but the tags are ${tags}`,
      severity: "warning",
    };
  const foreign = pythons.every((one) => /^(?:pp|graalpy|gp)/.test(one));
  return foreign && !file.includes("abi3")
    ? { what: `which the Pythons of its tags ${tags} do not look for`, severity: "error" }
    : undefined;
}

/** Do the tags let this Python (`cp312`, `cp313t`, `pp311`, `graalpy311`) install the wheel? */
function serves({ name: { pythons, abis } }: Wheel, wanted: string): boolean {
  const [, family = "", number = "", t = ""] = /^([a-z]+)(\d+)(t?)$/.exec(wanted) ?? [];
  const minor = Number(number.slice(1));
  return pythons.some((python) => {
    const match = /^([a-z]+)(\d)(\d*)$/.exec(python);
    if (!match) return false;
    const [, tagFamily = "", major = "", tagMinor = ""] = match;
    if (major !== number[0]) return false;
    if (tagFamily === "py") return tagMinor === "" || Number(tagMinor) <= minor;
    const same = tagFamily === family || (tagFamily === "gp" && family === "graalpy");
    if (!same) return false;
    if (family !== "cp") return Number(tagMinor) === minor || tagMinor === "";
    return abis.some((abi) => {
      if (abi === "abi3") return t === "" && Number(tagMinor) <= minor;
      if (abi === "abi3t") return Number(tagMinor) <= minor;
      if (abi === "none") return Number(tagMinor) === minor;
      return new RegExp(`^cp${number}${t}(?:d?m?u?)$`).test(abi) && Number(tagMinor) === minor;
    });
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** A module of several start functions (other modules linked in) is fine as long as its own is among them. */
function judgeStart(wheel: Wheel, { path, code, extension: { module } }: Extension): Finding[] {
  const { modules } = code;
  // Names beyond ASCII are written in Punycode after PyInitU_.
  if (modules.length === 0 || modules.includes(module) || /[^\x20-\x7e]/.test(module)) return [];
  if (code.problem !== undefined) return [];
  const some = modules
    .slice(0, 3)
    .map((name) => `PyInit_${name}`)
    .join(", ");
  return [
    finding("WW042", wheel.name.file, `${path} defines ${some}, not PyInit_${module}`, { member: path }),
  ];
}
