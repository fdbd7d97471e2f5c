/** `wheelway ci`: writes the workflows of CIs that build and release this project, and tells when one has fallen behind. */

import type { CommandModule } from "yargs";
import { workflowSystems } from "../ci/workflow.ts";
import { exitStatus } from "../errors.ts";
import type { CiRequest } from "../pipeline/ci.ts";
import { runnersOf, sliceCount } from "../pipeline/slice-request.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, textOption, type CommonArguments } from "./options.ts";

const actions = ["init", "check"] as const;

interface CiArguments extends CommonArguments {
  readonly action: (typeof actions)[number] | undefined;
  readonly systems: CiRequest["systems"] | undefined;
  readonly slices: string | undefined;
  readonly runners: string | undefined;
  readonly package: string | undefined;
  readonly image: string | undefined;
  readonly force: boolean | undefined;
}

export function ciCommand(choose: Choose): CommandModule<object, CiArguments> {
  return {
    command: "ci <action> [systems..]",
    describe: "Write the workflows of CIs, or tell which has fallen behind",
    builder: (yargs) =>
      commonOptions(
        yargs
          .positional("action", { choices: actions, demandOption: true, describe: "Write, or only compare" })
          .positional("systems", {
            array: true,
            choices: workflowSystems,
            defaultDescription: "init: github; check: all that are written",
            describe: "For which CIs",
          })
          .option("slices", {
            ...textOption,
            defaultDescription: "one for each kind of machine",
            describe: "Split the build over so many jobs",
          })
          .option("runners", {
            ...textOption,
            defaultDescription: "all that the CI has",
            describe: "Kinds of machines: linux-x86_64,macos-arm64,…",
          })
          .option("package", {
            ...textOption,
            defaultDescription: "this version of Wheelway",
            describe: "What npx runs: wheelway@1.2.3, a file, an address",
          })
          .option("image", {
            ...textOption,
            describe: "Image of Linux jobs, with Node.js and the Pythons",
          })
          .option("force", { ...flagOption, describe: "Replace a file that another hand wrote" }),
      ).epilogue(
        helpEnd(
          [
            ["wheelway ci init", ".github/workflows/wheels.yml"],
            ["wheelway ci init gitlab forgejo", "For these two"],
            ["wheelway ci init github --slices 4", "Split over four jobs"],
            ["wheelway ci check", "Is what is written up to date?"],
          ],
          ["ok", "failed", "usage", "environment", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: CiArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const { action = "init", slices, runners } = options;
  const request: CiRequest = {
    project: door.workingFolder,
    action,
    systems: options.systems ?? [],
    options: {
      slices: slices === undefined ? undefined : sliceCount(slices),
      runners: runnersOf(runners),
      package: options.package,
      image: options.image,
    },
    force: options.force === true,
  };
  const report = redactor.data(await door.useCases.ci(request, await session.surroundings(display.tell)));
  if (options.json) out.lines([JSON.stringify({ version: 1, ...report }, undefined, 2)]);
  else if (!options.quiet) {
    const { ciLines } = await import("../report/terminal-ci.ts");
    out.lines(ciLines(report, action, out.style()));
  }
  return exitStatus.ok;
}
