/** What the machine code in a wheel is for: extension modules, libraries they load, programs, or data that only travels along. */

import type { Member, Wheel } from "../artifacts/archive.ts";
import type { CodeFacts } from "../artifacts/code-facts.ts";
import { parseExtensionName, type ExtensionName } from "../tags/extension-suffix.ts";

export interface CodeMember {
  readonly path: string;
  readonly code: CodeFacts;
  /**
   * `script`: installed into the folder of programs. `aside`: below a folder of tests or examples, an object file, or outside of
   * what is imported: nothing is known of its use.
   */
  readonly role: "extension" | "library" | "program" | "script" | "aside";
  /** Of extension modules. */
  readonly extension: ExtensionName | undefined;
  /** Python loads it, or something that Python loads needs it: it cannot be missing or wrong without an import that fails. */
  readonly loaded: boolean;
}

const aside =
  /(?:^|\/)(?:tests?|testing|test[-_]?(?:data|files|resources)|_tests|fixtures|examples?|samples|docs?|bench(?:mark)?s?)\//i;
const importable = /^(?:[\p{ID_Start}_][\p{ID_Continue}]*\/)*[^/]+$/u;

/** Every member of machine code, in the order of the archive. */
export function codeMembers(wheel: Wheel): CodeMember[] {
  const members = wheel.members.flatMap((member) => {
    const { code } = member.facts;
    return code ? [{ path: member.path, code, ...roleOf(wheel, member, code) }] : [];
  });
  const byName = new Map<string, (typeof members)[number][]>();
  for (const member of members) {
    const name = libraryName(member.path);
    byName.set(name, [...(byName.get(name) ?? []), member]);
  }
  const loaded = new Set(members.filter(({ role }) => role === "extension" || role === "script"));
  // A set may grow while it is walked through: each member is visited once.
  for (const { code } of loaded) {
    for (const need of code.needs) for (const found of byName.get(libraryName(need)) ?? []) loaded.add(found);
  }
  return members.map((member) => ({ ...member, loaded: loaded.has(member) }));
}

/** Loaders go by the name of the file; that of Windows does not tell cases apart. */
export function libraryName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).toLowerCase();
}

function roleOf(
  wheel: Wheel,
  { path }: Member,
  code: CodeFacts,
): Pick<CodeMember, "role"> & { readonly extension: ExtensionName | undefined } {
  const none = (role: Exclude<CodeMember["role"], "extension">) => ({ role, extension: undefined });
  const data = `${wheel.distInfo.replace(/\.dist-info$/i, "")}.data/`;
  let inside = path;
  if (path.startsWith(data)) {
    const [scheme, rest] = splitOnce(path.slice(data.length));
    if (scheme === "scripts") return none(code.kind === "program" ? "script" : "aside");
    if (scheme !== "purelib" && scheme !== "platlib") return none("aside");
    inside = rest;
  }
  if (code.kind === "object" || aside.test(inside)) return none("aside");
  const extension = parseExtensionName(inside.slice(inside.lastIndexOf("/") + 1));
  if (extension && code.kind !== "program" && isModule(extension, code) && importable.test(inside))
    return { role: "extension", extension };
  if (code.kind === "program") return none("program");
  // WebAssembly that is no side module is for browsers and other run-times.
  return none(code.format === "wasm" && code.kind === "other" ? "aside" : "library");
}

/** `libx.so` may be a library as well as a module: its symbols tell. */
function isModule({ python, ending }: ExtensionName, code: CodeFacts): boolean {
  return python.kind !== "any" || ending === "pyd" || code.modules.length > 0;
}

function splitOnce(path: string): [string, string] {
  const slash = path.indexOf("/");
  return slash === -1 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** "a.so", "a.so and b.so", "a.so and 3 others". */
export function named(members: readonly { readonly path: string }[]): string {
  const [first, second] = members;
  if (!first) return "";
  if (!second) return first.path;
  return members.length === 2
    ? `${first.path} and ${second.path}`
    : `${first.path} and ${members.length - 1} others`;
}

/** "needs" after one, "need" after several. */
export function plural(members: readonly unknown[], one: string, several: string): string {
  return members.length === 1 ? one : several;
}
