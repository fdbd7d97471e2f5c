/** What stands below the options in every help: examples, and what the exit statuses mean. */

import { exitStatus } from "../errors.ts";

type Name = keyof typeof exitStatus;

export const exitStatusMeanings: Readonly<Record<Name, string>> = {
  ok: "all is good",
  failed: "something was built, tested or verified and is not good",
  usage: "the command line or the configuration is wrong; nothing was started",
  environment: "something is missing: interpreter, engine, image, index, disk space",
  lock: "wheelway.lock does not fit the project, and --locked is on",
  internal: "a bug of Wheelway",
  interrupted: "stopped by Ctrl-C",
};

type Example = readonly [command: string, what: string];

/** The end of every help: examples, and the exit statuses that the command can have. */
export function helpEnd(examples: readonly Example[], statuses: readonly Name[]): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const shown = examples.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`);
  const meanings = statuses.map(
    (name) => `  ${String(exitStatus[name]).padEnd(3)}  ${exitStatusMeanings[name]}`,
  );
  return ["Examples:", ...shown, "", "Exit status:", ...meanings].join("\n");
}
