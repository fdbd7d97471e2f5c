/** Small pieces that several recipes share: user commands, unpacking, venvs. */

import type { ConfigCommand, ConfigSettings } from "../config/config.ts";
import type { Command } from "../plan/task.ts";
import type { System } from "../tags/platform.ts";
import { configSettingWords } from "./back-ends.ts";
import { inVenv } from "./environments.ts";

/** Placeholder of the user's configuration -> what it stands for in this task, which may hold the driver's own. */
export type Aliases = Readonly<Record<string, string>>;

type Rest = Omit<Command, "name" | "argv" | "shell" | "action">;

/** A command of the user's configuration: a string runs in the environment's shell, a list is an argv. */
export function userCommand(
  name: string,
  command: ConfigCommand,
  aliases: Aliases,
  rest: Rest = {},
): Command {
  return typeof command === "string"
    ? { name, shell: fillAliases(command, aliases), ...rest }
    : { name, argv: command.map((word) => fillAliases(word, aliases)), ...rest };
}

/** `{project}` and the like as what they stand for; the shell's `${name}` stays. */
export function fillAliases(text: string, aliases: Aliases): string {
  return text.replace(/(?<!\$)\{([a-z]+)\}/g, (whole, alias: string) => aliases[alias] ?? whole);
}

/** The same for the values of a table: environment variables, config settings. */
export function fillValues<T extends string | readonly string[]>(
  table: Readonly<Record<string, T>>,
  aliases: Aliases,
): Record<string, T> {
  const fill = (value: string | readonly string[]) =>
    typeof value === "string" ? fillAliases(value, aliases) : value.map((one) => fillAliases(one, aliases));
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, fill(value) as T]));
}

/** The user's commands of one phase, each with a name that people can find in the report. */
export function userCommands(
  phase: string,
  commands: readonly ConfigCommand[],
  aliases: Aliases,
  rest: Rest = {},
): Command[] {
  return commands.map((command, index) =>
    userCommand(
      commands.length > 1 ? `${phase} ${index + 1}/${commands.length}` : phase,
      command,
      aliases,
      rest,
    ),
  );
}

/** uv's executable in the tool environment. */
export function uv(system: System): string {
  return inVenv(system, "{tools}", "uv");
}

/** A fresh virtual environment of the task's interpreter; relocatable, so that another task can mount it elsewhere. */
export function makeVenv(system: System, to: string): Command {
  return {
    name: "create environment",
    argv: [uv(system), "venv", "--quiet", "--no-project", "--relocatable", "--python", "{python}", to],
  };
}

/** `uv pip install` into `venv`. */
export function pipInstall(system: System, venv: string, name: string, words: readonly string[]): Command {
  const python = inVenv(system, venv, "python");
  return { name, argv: [uv(system), "pip", "install", "--python", python, "--no-sources", ...words] };
}

/** Runs one of the driver's sibling scripts with the tools' interpreter. */
export function script(system: System, name: string, file: string, words: readonly string[]): Command {
  return { name, argv: [inVenv(system, "{tools}", "python"), `{scripts}/${file}`, ...words] };
}

/** `uv build` of one kind, in the environment `{env}` that is there, without the network. */
export function uvBuild(
  system: System,
  kind: "sdist" | "wheel",
  settings: ConfigSettings,
  source: string,
): Command {
  const python = inVenv(system, "{env}", "python");
  return {
    name: `build ${kind}`,
    argv: [
      ...[uv(system), "build", `--${kind}`, "--no-build-isolation", "--offline", "--no-sources"],
      ...["--python", python, "--out-dir", "{work}/dist", ...configSettingWords(settings), source],
    ],
  };
}

/** Makes the one artifact's bytes depend on its content and the epoch alone, and hands it over as output `kind`. */
export function handOver(kind: "sdist" | "wheel", glob: string, epoch: number): Command[] {
  return [{ name: `normalize ${kind}`, action: { do: "normalize", glob, epoch } }, collect(kind, glob)];
}

/** Moves the one file into the output. */
export function collect(output: string, glob: string): Command {
  return { name: `collect ${output}`, action: { do: "collect", glob, to: `{out}/${output}`, count: 1 } };
}

/** Environment for uv inside a task. */
export const uvEnv = {
  UV_CACHE_DIR: "{cache-uv}",
  UV_PYTHON_DOWNLOADS: "never",
  UV_NO_CONFIG: "1",
  UV_LINK_MODE: "copy",
  UV_NO_PROGRESS: "1",
} as const;
