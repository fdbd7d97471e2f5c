/** `wheelway gather`: what the slices of a plan have built, verified as one set, in dist/. */

import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { tellBuild } from "./job-page.ts";
import { commonOptions, flagOption, junitOption, textOption, type CommonArguments } from "./options.ts";
import { writeJunit } from "./show-run.ts";
import { shortPath } from "./short-path.ts";
import { outputsOfBuild, writeStepOutputs } from "./step-outputs.ts";

interface GatherArguments extends CommonArguments {
  readonly folders: readonly string[] | undefined;
  readonly plan: string;
  readonly project: string;
  readonly to: string | undefined;
  readonly force: boolean | undefined;
  readonly tools: boolean;
  readonly junit: string | undefined;
}

export function gatherCommand(choose: Choose): CommandModule<object, GatherArguments> {
  return {
    command: "gather <folders..>",
    describe: "Verify what the slices of a plan have built, as one set, in dist/",
    builder: (yargs) =>
      commonOptions(
        yargs
          .positional("folders", {
            type: "string",
            array: true,
            demandOption: true,
            describe: "Folders that slices have written, or a folder of them",
          })
          .option("plan", {
            ...textOption,
            demandOption: true,
            describe: "What plan --slices --json wrote",
          })
          .option("project", { ...textOption, default: ".", describe: "Folder of the project" })
          .option("to", {
            ...textOption,
            defaultDescription: "dist beside the project",
            describe: "Folder that is replaced when all is good",
          })
          .option("force", { ...flagOption, describe: "Move a folder with foreign files aside" })
          .option("tools", {
            ...flagOption,
            default: true,
            describe: "Run auditwheel, abi3audit and twine",
          })
          .option("junit", junitOption),
      ).epilogue(
        helpEnd(
          [
            ["wheelway gather slices --plan slices.json", "All of slices/, into dist/"],
            ["wheelway gather a b --plan slices.json", "Two folders of slices"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: GatherArguments, session: Session) {
  const { door, out, err, redactor } = session;
  const at = (path: string) => resolve(door.workingFolder, path);
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const request = {
    folders: (options.folders ?? []).map(at),
    plan: at(options.plan),
    project: at(options.project),
    to: options.to === undefined ? undefined : at(options.to),
    force: options.force === true,
    tools: options.tools,
  };
  const surroundings = await session.surroundings((event) => display.tell(redactor.data(event)));
  const report = redactor.data(await door.useCases.gather(request, surroundings));
  display.end();
  await writeStepOutputs(outputsOfBuild(report), session);
  if (options.json) {
    const { jsonReport } = await import("../report/json-events.ts");
    session.json(jsonReport(report));
  } else {
    const { summaryLines, verdictLines } = await import("../report/terminal-summary.ts");
    const passed = report.record.verdict === "passed";
    const lines = options.quiet && passed ? verdictLines : summaryLines;
    const shown = (path: string) => shortPath(path, door.workingFolder);
    out.lines(lines(report, out.style(), { of: "build", shown }));
  }
  await writeJunit(report, options.junit, session);
  await tellBuild(report, session);
  return report.record.verdict === "passed" ? exitStatus.ok : exitStatus.failed;
}
