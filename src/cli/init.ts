/** `wheelway init`: writes a commented configuration from what the project has and how other tools build it. */

import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, type CommonArguments } from "./options.ts";
import { shortPath } from "./short-path.ts";

interface InitArguments extends CommonArguments {
  readonly project: string;
  readonly pyproject: boolean | undefined;
  readonly print: boolean | undefined;
  readonly force: boolean | undefined;
}

export function initCommand(choose: Choose): CommandModule<object, InitArguments> {
  return {
    command: "init [project]",
    describe: "Write a commented configuration",
    builder: (yargs) =>
      commonOptions(
        yargs
          .positional("project", { type: "string", default: ".", describe: "Folder of the project" })
          .option("pyproject", { ...flagOption, describe: "Into pyproject.toml, not wheelway.toml" })
          .option("print", { ...flagOption, describe: "Show it, write nothing" })
          .option("force", { ...flagOption, describe: "Replace the configuration that is there" }),
      ).epilogue(
        helpEnd(
          [
            ["wheelway init", "From pyproject.toml, cibuildwheel, CI files"],
            ["wheelway init --print", "What that would write"],
            ["wheelway init --pyproject", "Into [tool.wheelway]"],
          ],
          ["ok", "usage", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: InitArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const { project, pyproject = false, print = false, force = false } = options;
  const surroundings = await session.surroundings(display.tell);
  const report = redactor.data(await door.useCases.init({ project, pyproject, print, force }, surroundings));
  if (options.json) {
    out.lines([JSON.stringify({ version: 1, ...report }, undefined, 2)]);
    return exitStatus.ok;
  }
  const { accountLines, initLines } = await import("../report/terminal-init.ts");
  if (print) {
    out.write(report.text);
    // Beside the text, so that `wheelway init --print > wheelway.toml` is a configuration.
    if (!options.quiet) err.lines(accountLines(report, err.style()));
  } else if (!options.quiet) {
    out.lines(initLines(report, out.style(), (path) => shortPath(path, door.workingFolder)));
  }
  return exitStatus.ok;
}
