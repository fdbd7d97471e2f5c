/** Commands that another tool runs before all builds, or before each: packages, Rust and files first, the rest offline. */

import type { Platform } from "../../tags/platform.ts";
import { pinnedRust, purposes, type PackageManager, type Purposed } from "./commands.ts";
import type { Draft } from "./draft.ts";
import { stableRust } from "./rust.ts";
import type { Setting } from "./setting.ts";
import { projectPath, type ProjectView } from "./view.ts";
import { shellWords } from "./words.ts";

export interface Script {
  readonly text: string;
  readonly setting: Setting;
}

/** `before-all` and its like: run once, with the network. */
export function carryPreparation(draft: Draft, scripts: readonly Script[], view: ProjectView): void {
  for (const { text, setting } of scripts) {
    for (const command of purposes(text)) {
      if (carryInstallation(draft, command, setting)) continue;
      if (command.purpose.kind === "pip") {
        draft.leave([setting], `"${command.text}": build requirements belong to build-system.requires`);
      } else if (needsProject(command.text, view)) {
        draft.leave(
          [setting],
          `"${command.text}": \`prepare\` runs before the project's files are there; ${movedTo}`,
        );
      } else if (command.purpose.kind === "other") {
        draft.add(["prepare", "commands"], [command.text], [setting]);
      }
    }
  }
}

const movedTo =
  "fetch and build what it needs with `prepare.fetch` and `prepare.commands`, or run it in `build.before`";

/** `before-build` and its like: run before each wheel's build, without the network. */
export function carryBeforeBuild(draft: Draft, scripts: readonly Script[], view: ProjectView): void {
  for (const { text, setting } of scripts) {
    for (const command of purposes(text)) {
      if (carryInstallation(draft, command, setting)) continue;
      if (command.purpose.kind === "pip") leaveRequirements(draft, command.purpose, setting);
      else if (command.purpose.kind === "other") {
        const own = inProject(command.text, view);
        draft.add(["build", "before"], [own], [setting]);
        if (/\b(?:curl|wget|git clone|pip3? install|vcpkg|conan|choco|conda|mamba)\b/.test(own))
          draft.leave(
            [setting],
            `"${command.text}" wants the network, which builds do not have: move it to \`prepare\``,
          );
      }
    }
  }
}

const ours = /^(delvewheel|delocate|auditwheel|abi3audit|build|uv|pip|wheel|cibuildwheel|twine)\b(?!-)/i;

function leaveRequirements(
  draft: Draft,
  { requirements, files }: { readonly requirements: readonly string[]; readonly files: readonly string[] },
  setting: Setting,
): void {
  const own = requirements.filter((one) => !ours.test(one));
  if (own.length + files.length > 0) {
    const names = [...own, ...files.map((file) => `those of ${file}`)].join(", ");
    draft.leave([setting], `builds have no network: add ${names} to build-system.requires`);
  } else draft.leave([setting], "Wheelway has these tools, locked by hash");
}

/** Packages and toolchains, wherever they are installed today. */
function carryInstallation(draft: Draft, { text, purpose }: Purposed, setting: Setting): boolean {
  switch (purpose.kind) {
    case "nothing":
      return true;
    case "rust":
      draft.set(["prepare", "rust"], pinnedRust(purpose.version) ?? stableRust, [setting]);
      return true;
    case "packages":
    case "either": {
      const choices = purpose.kind === "either" ? purpose.choices : [purpose];
      const manager = managerOf(draft.platform);
      const fitting =
        choices.find((choice) => choice.manager === manager) ??
        (purpose.kind === "packages" ? purpose : undefined);
      if (fitting) draft.add(["prepare", "packages"], fitting.names, [setting]);
      else
        draft.leave(
          [setting],
          `"${text}" installs nothing with ${manager ?? "a package manager"} of ${draft.platform.name}`,
        );
      return true;
    }
    case "pip":
    case "other":
      return false;
  }
}

/** The package manager of a platform's image, or of the machine. */
function managerOf({ system, libc, version, architecture }: Platform): PackageManager | undefined {
  if (system !== "linux") return system === "macos" ? "brew" : undefined;
  if (libc === "musl") return "apk";
  return architecture === "armv7l" && version?.[1] !== 28 ? "apt" : "dnf";
}

/** Does a command read the project's files? */
function needsProject(command: string, view: ProjectView): boolean {
  if (/\{(project|package)\}|(^|\s)\.\.?\//.test(command)) return true;
  const words = shellWords(command).flatMap(({ text }) => text.split("="));
  if (/^(make|cmake|ninja|just)\b/.test(command) && !words.some((word) => word.startsWith("/"))) return true;
  return words.some((word) => projectPath(view, word) !== undefined);
}

/** Both of cibuildwheel's folders are `{project}`: the unpacked sdist, in which the commands run. */
export function inProject(command: string, view: ProjectView): string {
  const prefix = view.prefix === "" ? "" : view.prefix.slice(0, -1);
  return command
    .replace(/\{package\}/g, "{project}")
    .replaceAll(prefix === "" ? "\0" : `{project}/${prefix}`, "{project}");
}
