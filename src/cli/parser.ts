/** The command line: every command, its help, and the errors of what cannot be understood. */

import yargs, { type Argv } from "yargs";
import { version } from "../version.ts";
import { abortCommand } from "./abort.ts";
import { approveCommand } from "./approve.ts";
import { buildCommand } from "./build.ts";
import { ciCommand } from "./ci.ts";
import { cacheCommand } from "./cache.ts";
import type { Choose, Chosen } from "./command.ts";
import { completionCommand } from "./completion.ts";
import { doctorCommand } from "./doctor.ts";
import type { Door } from "./door.ts";
import { gatherCommand } from "./gather.ts";
import { helpEnd } from "./help-end.ts";
import { initCommand } from "./init.ts";
import { lockCommand } from "./lock.ts";
import { planCommand } from "./plan.ts";
import { publishCommand } from "./publish.ts";
import { rejectCommand } from "./reject.ts";
import { releaseCommand } from "./release.ts";
import { resumeCommand } from "./resume.ts";
import { rollbackCommand } from "./rollback.ts";
import { statusCommand } from "./status.ts";
import { testCommand } from "./test.ts";
import { verifyCommand } from "./verify.ts";

export const commandNames = [
  "plan",
  "lock",
  "build",
  "gather",
  "test",
  "verify",
  "release",
  "publish",
  "status",
  "resume",
  "approve",
  "reject",
  "abort",
  "rollback",
  "init",
  "ci",
  "cache",
  "doctor",
  "completion",
] as const;

/** What parsing needs; the rest is for running. */
export type ParserDoor = Pick<Door, "argv" | "env"> & { readonly stdout: Pick<Door["stdout"], "columns"> };

/** What a command line asks for. */
export type Parsed =
  | { readonly kind: "text"; readonly text: string }
  /** No command was given: the help, as an error. */
  | { readonly kind: "nothing"; readonly text: string }
  | { readonly kind: "run"; readonly chosen: Chosen };

interface Failure {
  readonly message: string;
  readonly options: readonly string[];
}

/** Throws `usage-invalid`. */
export async function parse(door: ParserDoor): Promise<Parsed> {
  let chosen: Chosen | undefined;
  let text = "";
  const failures: Failure[] = [];
  const parser = makeParser(door, (what) => (chosen = what));
  // Without an answer of `fail`, yargs would print and exit by itself. It may find several problems in one line.
  parser.fail((message: string | null, error: Error | undefined) => {
    failures.push({ message: message ?? error?.message ?? "", options: optionNames(parser) });
  });
  await parser.parseAsync([...door.argv], {}, (_error, _argv, output) => {
    text = output;
  });
  const failure = failures.find(({ message }) => message.startsWith("Unknown")) ?? failures[0];
  if (failure) {
    const command = commandNames.find((name) => name === door.argv.find((word) => !word.startsWith("-")));
    const { usageError } = await import("./usage-error.ts");
    throw usageError(failure.message, door.argv, {
      commands: commandNames,
      options: failure.options,
      command,
    });
  }
  if (text !== "") return { kind: "text", text: tidy(text) };
  if (chosen) return { kind: "run", chosen };
  return { kind: "nothing", text: tidy(await makeParser(door, () => undefined).getHelp()) };
}

function makeParser(door: ParserDoor, choose: Choose): Argv {
  const parser = yargs()
    .scriptName("wheelway")
    .locale("en")
    .parserConfiguration({ "greedy-arrays": false })
    .usage("$0 <command>\n\nBuilds every wheel and the sdist of a Python project and tests each one.");
  return parser
    .command(planCommand(choose, door))
    .command(lockCommand(choose))
    .command(buildCommand(choose, door))
    .command(gatherCommand(choose))
    .command(testCommand(choose, door))
    .command(verifyCommand(choose))
    .command(releaseCommand(choose))
    .command(publishCommand(choose))
    .command(statusCommand(choose))
    .command(resumeCommand(choose))
    .command(approveCommand(choose))
    .command(rejectCommand(choose))
    .command(abortCommand(choose))
    .command(rollbackCommand(choose))
    .command(initCommand(choose))
    .command(ciCommand(choose))
    .command(cacheCommand(choose))
    .command(doctorCommand(choose))
    .command(completionCommand(choose, door))
    .epilogue(
      helpEnd(
        [
          ["wheelway build", "Every wheel and the sdist, tested, in dist/"],
          ["wheelway plan", "What that would build, and where"],
          ["wheelway doctor", "What this machine can build"],
          ["wheelway build --help", "The options of a command"],
        ],
        ["ok", "failed", "usage", "environment", "lock", "internal", "interrupted"],
      ),
    )
    .strict()
    .exitProcess(false)
    .help()
    .version(version)
    .wrap(helpWidth(door));
}

/** That a flag is a boolean goes without saying. */
function tidy(help: string): string {
  return `${help.replace(/(?:\n +| *)\[boolean\](?= |$)/gm, "")}\n`;
}

/** Wider lines are hard to read; without a terminal the width is always the same. */
function helpWidth({ stdout }: ParserDoor): number {
  return Math.max(60, Math.min(100, stdout.columns ?? 80));
}

/** Long names that are valid here; yargs does not type this part of its own API. */
function optionNames(at: Argv): readonly string[] {
  const { key } = (at as Argv & { getOptions(): { key: Readonly<Record<string, boolean>> } }).getOptions();
  return Object.keys(key).filter((name) => name.length > 1 && name === name.toLowerCase());
}
