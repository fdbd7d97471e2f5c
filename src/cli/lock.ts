/** `wheelway lock`: writes or refreshes wheelway.lock, for every target, from any machine. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { backendOption, commonOptions, flagOption, ownOptions, type CommonArguments } from "./options.ts";
import { runDisplay } from "./run-display.ts";
import { shortPath } from "./short-path.ts";

interface LockArguments extends CommonArguments {
  readonly project: string;
  readonly backend: "auto" | "dagger" | "host" | undefined;
  readonly update: readonly string[] | undefined;
  readonly check: boolean | undefined;
}

export function lockCommand(choose: Choose): CommandModule<object, LockArguments> {
  return {
    command: "lock [project]",
    describe: "Write or refresh wheelway.lock",
    builder: (yargs) =>
      commonOptions(lockOptions(yargs)).epilogue(
        helpEnd(
          [
            ["wheelway lock", "What is missing or stale; the rest stays"],
            ["wheelway lock --update", "The newest of everything"],
            ["wheelway lock --update cffi", "The newest cffi that fits"],
            ["wheelway lock --check", "In CI: is it up to date?"],
          ],
          ["ok", "usage", "environment", "lock", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function lockOptions<T>(yargs: Argv<T>) {
  return yargs
    .positional("project", { type: "string", default: ".", describe: "Folder of the project" })
    .option("update", {
      type: "array",
      string: true,
      group: ownOptions,
      describe: "Take this package, these images or the facts anew; all where nothing is named",
    })
    .option("check", { ...flagOption, describe: "Write nothing; fail where it would change" })
    .option("backend", backendOption);
}

async function run(options: LockArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  // Its JSON is one document: what goes on is no part of it.
  const display = options.json ? noteDisplay(err, ["warning"]) : await runDisplay("lock", options, session);
  session.show(display);
  const { project, backend, check = false } = options;
  const update = options.update?.length === 0 ? ("all" as const) : options.update;
  const request = { project, only: undefined, backend, locked: false, update, check };
  const surroundings = await session.surroundings((event) => display.tell(redactor.data(event)));
  const report = redactor.data(await door.useCases.lock(request, surroundings));
  display.end();
  if (options.json) out.lines([JSON.stringify(report, undefined, 2)]);
  else if (!options.quiet) {
    const { lockLines } = await import("../report/terminal-lock.ts");
    out.lines(lockLines(report, out.style(), shortPath(report.path, door.workingFolder)));
  }
  return exitStatus.ok;
}
