/** `wheelway plan`: what would be built, where, and what must come out. */

import { resolve } from "node:path";
import type { Argv, CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Surroundings } from "../pipeline/surroundings.ts";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import {
  commonOptions,
  flagOption,
  projectOptions,
  projectRequest,
  textOption,
  type ProjectArguments,
} from "./options.ts";
import { runnersOf, sliceCount } from "../pipeline/slice-request.ts";
import { outputsOfSlices, writeStepOutputs } from "./step-outputs.ts";

interface PlanArguments extends ProjectArguments {
  readonly slices: string | undefined;
  readonly runners: string | undefined;
  readonly cost: boolean | undefined;
  readonly prices: string | undefined;
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
            ["wheelway plan --cost", "Minutes and money, by CI"],
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
      describe: "Kinds of machines for --slices: linux-x86_64,macos-arm64,…",
    })
    .option("cost", { ...flagOption, describe: "What one run costs on each CI, by what is cached" })
    .option("prices", {
      ...textOption,
      implies: "cost",
      describe: "File with prices of your own, TOML or JSON",
    })
    .check(({ runners, slices, cost }) => {
      if (runners === undefined || slices !== undefined || cost === true) return true;
      throw new Error("--runners is for --slices and --cost");
    });
}

async function run(options: PlanArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const surroundings = await session.surroundings(display.tell);
  if (options.cost === true) return showCost(options, session, surroundings);
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
  session: Session,
  surroundings: Surroundings,
) {
  const { out, door, redactor } = session;
  const asked = { count: sliceCount(slices), runners: runnersOf(options.runners) };
  const plan = await door.useCases.planSlices({ ...projectRequest(options), ...asked }, surroundings);
  await writeStepOutputs(outputsOfSlices(plan), session);
  if (options.json) out.lines([JSON.stringify(redactor.data(plan), undefined, 2)]);
  else {
    const { slicePlanLines } = await import("../report/terminal-slices.ts");
    out.lines(slicePlanLines(redactor.data(plan), out.style()));
  }
  return exitStatus.ok;
}

async function showCost(
  options: PlanArguments,
  { out, door, redactor }: Session,
  surroundings: Surroundings,
) {
  const { slices, prices } = options;
  const report = await door.useCases.planCost(
    {
      ...projectRequest(options),
      count: slices === undefined ? undefined : sliceCount(slices),
      runners: runnersOf(options.runners),
      prices: prices === undefined ? undefined : resolve(door.workingFolder, prices),
    },
    surroundings,
  );
  if (options.json) out.lines([JSON.stringify(redactor.data(report), undefined, 2)]);
  else {
    const { costLines } = await import("../report/terminal-cost.ts");
    out.lines(costLines(redactor.data(report), out.style()));
  }
  return exitStatus.ok;
}
