/** File names of extension modules (PEP 3149, `importlib.machinery.EXTENSION_SUFFIXES`): which interpreter finds them. */

/** Which interpreters look for a name that ends so. */
export type SuffixPython =
  /** `.so`, `.pyd`: every one. */
  | { readonly kind: "any" }
  | { readonly kind: "abi3" | "abi3t" }
  /** One Python: `cp312`, `cp313t`, `pp311`, `graalpy311`. */
  | { readonly kind: "version"; readonly name: string };

export interface ExtensionName {
  /** The module's own name, without its package. */
  readonly module: string;
  readonly python: SuffixPython;
  readonly ending: "so" | "pyd";
  /** The rest of the suffix: `x86_64-linux-gnu`, `darwin`, `win_amd64`; empty where there is none. */
  readonly platform: string;
}

const name =
  /^(?<module>[\p{ID_Start}_][\p{ID_Continue}]*)(?:\.(?<tag>[A-Za-z0-9_-]+))?\.(?<ending>so|pyd)$/u;

/** Reads a file name without its folder; `undefined` where no interpreter takes it for an extension module. */
export function parseExtensionName(file: string): ExtensionName | undefined {
  const { module, tag, ending } = name.exec(file)?.groups ?? {};
  if (module === undefined || (ending !== "so" && ending !== "pyd")) return undefined;
  if (tag === undefined) return { module, python: { kind: "any" }, ending, platform: "" };
  if ((tag === "abi3" || tag === "abi3t") && ending === "so")
    return { module, python: { kind: tag }, ending, platform: "" };
  const read = versionOf(tag);
  return read && { module, python: { kind: "version", name: read.name }, ending, platform: read.platform };
}

function versionOf(tag: string): { name: string; platform: string } | undefined {
  const cpython = /^(?:cpython-|cp)(\d{2,3})(?:dmu|dm|mu|du|d|m|u)?(t?)d?(?:-(.+))?$/.exec(tag);
  if (cpython) return { name: `cp${cpython[1] ?? ""}${cpython[2] ?? ""}`, platform: cpython[3] ?? "" };
  const pypy = /^pypy(\d{2,3})-pp\d+(?:-(.+))?$/.exec(tag);
  if (pypy) return { name: `pp${pypy[1] ?? ""}`, platform: pypy[2] ?? "" };
  const graalpy = /^graalpy\d*-(\d{2,3})-native(?:-(.+))?$/.exec(tag);
  if (graalpy) return { name: `graalpy${graalpy[1] ?? ""}`, platform: graalpy[2] ?? "" };
  return undefined;
}

/** CPython's name of an architecture on Linux, as it stands before `-linux-gnu`. */
const triples: Readonly<Record<string, string>> = {
  i686: "i386",
  armv7l: "arm",
  ppc64le: "powerpc64le",
  ppc64: "powerpc64",
};

/** Does this platform part of a suffix fit code for that architecture on Linux? `undefined`: it names none. */
export function suffixFitsLinux(platform: string, architecture: string): boolean | undefined {
  const machine = /^(\w+?)-linux(?:-\w+)?$/.exec(platform)?.[1];
  return machine === undefined ? undefined : machine === (triples[architecture] ?? architecture);
}
