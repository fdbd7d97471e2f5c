/** `wheelway doctor`: what can be built on this machine, what is missing, and how to get it. */

import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, engineOption, type CommonArguments } from "./options.ts";

export function doctorCommand(choose: Choose): CommandModule<object, CommonArguments> {
  return {
    command: "doctor",
    describe: "Tell what this machine can build, what is missing",
    builder: (yargs) =>
      commonOptions(yargs.option("engine", engineOption)).epilogue(
        helpEnd(
          [
            ["wheelway doctor", "Pythons, compilers, engine, emulation, disk"],
            ["wheelway doctor --json", "The same as data"],
          ],
          ["ok", "usage", "environment", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: CommonArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, ["warning"]);
  session.show(display);
  const report = redactor.data(await door.useCases.doctor(await session.surroundings(display.tell)));
  if (options.json) out.lines([JSON.stringify(report, undefined, 2)]);
  else {
    const { doctorLines } = await import("../report/terminal-doctor.ts");
    out.lines(doctorLines(report, out.style()));
  }
  const able = report.host.interpreters.length > 0 || report.containers;
  return able ? exitStatus.ok : exitStatus.environment;
}
