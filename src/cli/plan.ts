/** `wheelway plan`: what would be built, where, and what must come out. */

import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, projectOptions, projectRequest, type ProjectArguments } from "./options.ts";

export function planCommand(
  choose: Choose,
  door: Pick<Door, "env">,
): CommandModule<object, ProjectArguments> {
  return {
    command: "plan [project]",
    describe: "Show what would be built, and what must come out",
    builder: (yargs) =>
      commonOptions(projectOptions(yargs, door)).epilogue(
        helpEnd(
          [
            ["wheelway plan", "The project in this folder"],
            ["wheelway plan --only 'cp312-*'", "CPython 3.12 alone"],
            ["wheelway plan --json > plan.json", "Every task, as data"],
          ],
          ["ok", "usage", "environment", "lock", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: ProjectArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, options.quiet ? ["warning"] : ["info", "warning"]);
  session.show(display);
  const report = await door.useCases.plan(projectRequest(options), await session.surroundings(display.tell));
  if (options.json) out.lines([JSON.stringify(redactor.data(report), undefined, 2)]);
  else {
    const { planLines } = await import("../report/terminal-plan.ts");
    out.lines(planLines(redactor.data(report), out.style()));
  }
  return exitStatus.ok;
}
