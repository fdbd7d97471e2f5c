/** What a shell command of another tool's configuration is for: packages, Python requirements, Rust, or something of its own. */

import { shellCommands, shellWords } from "./words.ts";

export type PackageManager = "dnf" | "apt" | "apk" | "brew";

export type Purpose =
  /** A plain installation of system packages. */
  | { readonly kind: "packages"; readonly manager: PackageManager; readonly names: readonly string[] }
  /** `yum install x || apk add x`: whichever manager is there. */
  | { readonly kind: "either"; readonly choices: readonly Extract<Purpose, { kind: "packages" }>[] }
  /** `pip install`: requirements, requirement files. */
  | { readonly kind: "pip"; readonly requirements: readonly string[]; readonly files: readonly string[] }
  /** Installation of a Rust toolchain; `undefined`: whichever is stable. */
  | { readonly kind: "rust"; readonly version: string | undefined }
  /** Does nothing that matters: `echo`, `set -x`, refreshing a package index. */
  | { readonly kind: "nothing" }
  | { readonly kind: "other" };

export interface Purposed {
  readonly text: string;
  readonly purpose: Purpose;
}

/** Commands that change what the following ones see: from there on, all belong together. */
const stateful = /^(cd|pushd|export|source|\.|unset|trap)\s|^\w+=\S*$/;

/** The commands of a script with their purposes. What depends on a `cd` or `export` before it is one command with it. */
export function purposes(script: string): readonly Purposed[] {
  const found: Purposed[] = [];
  let together: string[] | undefined;
  for (const text of shellCommands(script)) {
    const purpose = purposeOf(text);
    if (stateful.test(text)) together ??= [];
    if (together && !isInstallation(purpose)) together.push(text);
    else found.push({ text, purpose });
  }
  if (together) found.push({ text: together.join(" && "), purpose: { kind: "other" } });
  return found;
}

function isInstallation({ kind }: Purpose): boolean {
  return kind === "packages" || kind === "either" || kind === "rust";
}

const harmless = /^(echo|printf|set|true|:|uname|env|ls|pwd|cat|which|ccache (-p|-s|-z))\b/;
const refresh =
  /^(?:sudo )?(?:apt(?:-get)? (?:-\S+ )*update|apk update|(?:yum|dnf) (?:-\S+ )*(?:makecache|check-update|update|upgrade))(?: -\S+)*(?: \|\| true)?$/;

function purposeOf(command: string): Purpose {
  if (refresh.test(command)) return { kind: "nothing" };
  if (/sh\.rustup\.rs|rustup-init|^rustup (?:default|toolchain install|update)\b/.test(command))
    return rust(command);
  const choices = alternatives(command);
  if (choices) return choices.length === 1 && choices[0] ? choices[0] : { kind: "either", choices };
  if (/[|<>`]|\$\(/.test(command.replace(/'[^']*'|"[^"]*"/g, "''"))) return { kind: "other" };
  if (harmless.test(command)) return { kind: "nothing" };
  return pip(shellWords(command).map(({ text }) => text)) ?? { kind: "other" };
}

function rust(command: string): Purpose {
  const version = /(?:--default-toolchain[ =]|rustup (?:default|toolchain install|update) )(\S+)/.exec(
    command,
  )?.[1];
  return { kind: "rust", version: version?.replace(/["']/g, "") };
}

const managers: Readonly<Record<string, PackageManager>> = {
  dnf: "dnf",
  microdnf: "dnf",
  yum: "dnf",
  apt: "apt",
  "apt-get": "apt",
  apk: "apk",
  brew: "brew",
};
const quiet =
  /^(-y|-q|-qq|-qy|-yq|--yes|--quiet|--assumeyes|--no-cache|--no-install-recommends|--setopt=install_weak_deps=\w+)$/;

/** Plain installations joined by `||`; `undefined` where anything else is among them. */
function alternatives(command: string): Extract<Purpose, { kind: "packages" }>[] | undefined {
  const found = command.split("||").map((one) => packages(one.trim().replace(/^\((.*)\)$/, "$1")));
  return found.every((one) => one !== undefined) ? found : undefined;
}

function packages(command: string): Extract<Purpose, { kind: "packages" }> | undefined {
  const steps = command.split("&&").map((one) => one.trim());
  const last = steps.at(-1) ?? "";
  if (steps.slice(0, -1).some((one) => !refresh.test(one))) return undefined;
  const words = shellWords(last.replace(/^sudo /, ""));
  const [program = "", ...rest] = words.map(({ text }) => text);
  const manager = managers[program];
  const arguments_ = rest.filter((word) => !quiet.test(word));
  const names = arguments_.slice(1);
  const plain =
    words.every((word) => !word.expands && !/[|<>&]/.test(word.text)) &&
    names.every((name) => !name.startsWith("-"));
  if (!manager || !plain || names.length === 0 || !/^(install|add|reinstall)$/.test(arguments_[0] ?? ""))
    return undefined;
  return { kind: "packages", manager, names };
}

const pipFlags =
  /^(-U|-q|-v+|--upgrade|--quiet|--no-cache-dir|--user|--prefer-binary|--only-binary=\S+|--system|--pre|--disable-pip-version-check)$/;

function pip(words: readonly string[]): Purpose | undefined {
  const text = words.join(" ");
  const start = /^(?:(?:python3?|python\.exe|py)(?: -\S+)* -m pip3?|pip3?|uv pip) install /.exec(`${text} `);
  if (!start) return undefined;
  const rest = words.slice(start[0].trim().split(" ").length);
  const requirements: string[] = [];
  const files: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? "";
    if (word === "-r" || word === "--requirement") files.push(rest[++index] ?? "");
    else if (/^(-r|--requirement=)/.test(word)) files.push(word.replace(/^(-r|--requirement=)/, ""));
    else if (word.startsWith("-") && !pipFlags.test(word)) return undefined;
    else if (!word.startsWith("-")) requirements.push(word);
  }
  return requirements.some((one) => /[$`]/.test(one)) ? undefined : { kind: "pip", requirements, files };
}

/** A toolchain that `prepare.rust` can hold: `1.95`, `nightly-2026-01-15`. */
export function pinnedRust(version: string | undefined): string | undefined {
  return version !== undefined && /^(\d+\.\d+(\.\d+)?|nightly-\d{4}-\d{2}-\d{2})$/.test(version)
    ? version
    : undefined;
}
