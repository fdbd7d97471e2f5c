/** `repair-wheel-command` -> `repair`: arguments and exclusions of the usual tool, or a command that replaces it. */

import type { Platform } from "../../../tags/platform.ts";
import type { Draft } from "../draft.ts";
import type { Setting } from "../setting.ts";
import { projectPath, type ProjectView } from "../view.ts";
import { shellCommands, shellWords } from "../words.ts";
import type { Item } from "./items.ts";

interface Command {
  readonly text: string;
  readonly setting: Setting;
}

/** What each tool is called with by default, and so needs no mention. */
const tool =
  /^(?:(?:python3?|py) -m )?(auditwheel repair|delocate-wheel|(?:python3? -m )?delocate\.cmd\.delocate_wheel|delvewheel repair)(?=\s|$)/;

/** The items are those of the option, cibuildwheel's default included; none of them: the wheel is not repaired. */
export function carryRepair(draft: Draft, items: readonly Item[], view: ProjectView): void {
  const commands = items.flatMap(({ value, setting }) =>
    shellCommands(value).map((text) => ({ text, setting })),
  );
  const repairs = commands.filter((command) => !isAudit(draft, command));
  const [only] = repairs;
  if (repairs.length === 1 && only && tool.test(only.text) && !/[|<>]/.test(only.text))
    carryArguments(draft, only);
  else
    carryCommand(
      draft,
      repairs,
      items.map(({ setting }) => setting),
      view,
    );
}

function isAudit(draft: Draft, { text, setting }: Command): boolean {
  const audit = /^(?:pipx run |uvx |python -m )?(abi3audit|twine check|check-wheel-contents)\b/.exec(
    text,
  )?.[1];
  if (audit !== undefined)
    draft.leave([setting], `"${text}" repairs nothing: \`wheelway verify\` has its own checks`);
  return audit !== undefined;
}

const flags = new Set(["-v", "-vv", "--verbose", "{wheel}"]);
const valued = new Set(["-w", "--wheel-dir", "--require-archs"]);
const excluding = new Set(["--exclude", "-e", "--no-dll"]);

function carryArguments(draft: Draft, { text, setting }: Command): void {
  const words = shellWords(text.replace(tool, "")).map((word) => word.text);
  const args: string[] = [];
  const exclude: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    const [name = "", inline] = word.startsWith("--") ? word.split(/=(.*)/s) : [word];
    const value = () => inline ?? words[++index] ?? "";
    if (flags.has(word)) continue;
    if (valued.has(name)) value();
    else if (excluding.has(name)) exclude.push(...value().split(/[;]/));
    else if (name === "--plat") draft.leave([setting], `--plat ${value()}: the targets' platforms decide`);
    else args.push(word.replace(/\{(project|package)\}/g, "{project}"));
  }
  draft.add(["repair", "exclude"], exclude, [setting]);
  if (args.length > 0) draft.set(["repair", "args"], args, [setting]);
  // What the tool does anyway is carried by doing nothing.
  if (args.length + exclude.length === 0) draft.standard([setting], "repair");
}

function carryCommand(
  draft: Draft,
  commands: readonly Command[],
  settings: readonly Setting[],
  view: ProjectView,
): void {
  const { system } = draft.platform;
  const windows = system === "windows";
  if (commands.length === 0) {
    draft.set(["repair", "command"], windows ? "copy {wheel} {out}" : "cp {wheel} {out}", settings);
    return;
  }
  const text = commands.map((command) => command.text).join(" && ");
  const filled = text
    .replaceAll("{dest_dir}", "{out}")
    .replaceAll("{delocate_archs}", architectures(draft.platform))
    .replace(/\{(project|package)\}/g, "{project}");
  const own = shellWords(text).some(
    (word) => word.text.startsWith("./") || projectPath(view, word.text) !== undefined,
  );
  const enter = own ? (windows ? "cd /d {project} && " : "cd {project} && ") : "";
  draft.set(["repair", "command"], enter + filled, settings);
}

/** As delocate names them. */
function architectures({ architecture }: Platform): string {
  return architecture === "universal2" ? "x86_64,arm64" : architecture;
}
