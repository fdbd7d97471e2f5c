/** `wheelway plan`: what would be built, where, and what must come out. */

import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Surroundings } from "../pipeline/surroundings.ts";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import {
  commonOptions,
  projectOptions,
  projectRequest,
  textOption,
  type ProjectArguments,
} from "./options.ts";
import { runnersOf, sliceCount } from "../pipeline/slice-request.ts";

interface PlanArguments extends ProjectArguments {
  readonly slices: string | undefined;
  readonly runners: string | undefined;
}

export function planCommand(choose: Choose, door: Pick<Door, "env">): CommandModule<object, PlanArguments> {
  return {
    command: "plan [project]",
    describe: "Show what would be built, and what must come out",
    builder: (yargs) =>
      commonOptions(planOptions(yargs, door)).epilogue(
        helpEnd(
          [
            ["wheelway plan", "The project in this folder"],
            ["wheelway plan --only 'cp312-*'", "CPython 3.12 alone"],
            ["wheelway plan --json > plan.json", "Every task, as data"],
            ["wheelway plan --slices 3 --json > slices.json", "Split over three CI jobs"],
          ],
          ["ok", "usage", "environment", "lock", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

function planOptions<T>(yargs: Argv<T>, door: Pick<Door, "env">) {
  return projectOptions(yargs, door)
    .option("slices", {
      ...textOption,
      describe: "Split it over so many CI jobs; auto: one for each kind of machine",
    })
    .option("runners", {
      ...textOption,
      defaultDescription: "all",
      implies: "slices",
      describe: "Kinds of machines for --slices: linux-x86_64,macos-arm64,…",
    });
}

async function run(options: PlanArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const surroundings = await session.surroundings(display.tell);
  if (options.slices !== undefined) return showSlices(options, options.slices, session, surroundings);
  const report = await door.useCases.plan(projectRequest(options), surroundings);
  if (options.json) out.lines([JSON.stringify(redactor.data(report), undefined, 2)]);
  else {
    const { planLines } = await import("../report/terminal-plan.ts");
    out.lines(planLines(redactor.data(report), out.style()));
  }
  return exitStatus.ok;
}

async function showSlices(
  options: PlanArguments,
  slices: string,
  { out, door, redactor }: Session,
  surroundings: Surroundings,
) {
  const asked = { count: sliceCount(slices), runners: runnersOf(options.runners) };
  const plan = await door.useCases.planSlices({ ...projectRequest(options), ...asked }, surroundings);
  if (options.json) out.lines([JSON.stringify(redactor.data(plan), undefined, 2)]);
  else {
    const { slicePlanLines } = await import("../report/terminal-slices.ts");
    out.lines(slicePlanLines(redactor.data(plan), out.style()));
  }
  return exitStatus.ok;
}
