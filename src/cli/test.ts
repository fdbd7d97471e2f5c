/** `wheelway test`: the artifacts of an existing dist, tested where they will be installed. Nothing is built. */

import { resolve } from "node:path";
import type { CommandModule } from "yargs";
import type { Choose, Session } from "./command.ts";
import type { Door } from "./door.ts";
import { helpEnd } from "./help-end.ts";
import {
  commonOptions,
  jobsOption,
  junitOption,
  projectOptions,
  projectRequest,
  textOption,
  type ProjectArguments,
} from "./options.ts";
import { showRun } from "./show-run.ts";

interface TestArguments extends ProjectArguments {
  readonly dist: string;
  readonly junit: string | undefined;
}

export function testCommand(choose: Choose, door: Pick<Door, "env">): CommandModule<object, TestArguments> {
  return {
    command: "test [project]",
    describe: "Test the artifacts of an existing dist folder",
    builder: (yargs) =>
      commonOptions(
        projectOptions(yargs, door)
          .option("dist", {
            ...textOption,
            default: "dist",
            describe: "Folder that holds the wheels and the sdist",
          })
          .option("jobs", jobsOption)
          .option("junit", junitOption),
      ).epilogue(
        helpEnd(
          [
            ["wheelway test", "What is in dist/, with this project's tests"],
            ["wheelway test --dist out --only 'cp312-*'", "On CPython 3.12 alone"],
          ],
          ["ok", "failed", "usage", "environment", "internal", "interrupted"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: TestArguments, session: Session) {
  const { useCases, workingFolder } = session.door;
  const request = { ...projectRequest(options), dist: resolve(workingFolder, options.dist) };
  return showRun("test", options, session, (surroundings) => useCases.test(request, surroundings));
}
