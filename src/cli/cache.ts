/** `wheelway cache`: what is kept of earlier builds, and how to make room. */

import type { CommandModule } from "yargs";
import { exitStatus } from "../errors.ts";
import type { Choose, Session } from "./command.ts";
import { helpEnd } from "./help-end.ts";
import { commonOptions, flagOption, textOption, type CommonArguments } from "./options.ts";

const actions = ["show", "prune"] as const;

interface CacheArguments extends CommonArguments {
  readonly action: (typeof actions)[number] | undefined;
  readonly "max-size": string | undefined;
  readonly unused: string | undefined;
  readonly all: boolean | undefined;
}

export function cacheCommand(choose: Choose): CommandModule<object, CacheArguments> {
  return {
    command: "cache <action>",
    describe: "Show what is kept of earlier builds, or remove some of it",
    builder: (yargs) =>
      commonOptions(
        yargs
          .positional("action", { choices: actions, demandOption: true, describe: "Look, or make room" })
          .option("max-size", { ...textOption, describe: "Prune to this size, least recently used first" })
          .option("unused", { ...textOption, describe: "Prune what was not used for so long: 12h, 30d" })
          .option("all", { ...flagOption, conflicts: ["max-size", "unused"], describe: "Prune everything" }),
      ).epilogue(
        helpEnd(
          [
            ["wheelway cache show", "Size, kinds and tiers of the results"],
            ["wheelway cache prune --max-size 1GiB", "The least recently used go first"],
            ["wheelway cache prune --unused 30d", "What no build has needed for a month"],
            ["wheelway cache prune --all", "The next build makes everything anew"],
          ],
          ["ok", "usage", "internal"],
        ),
      ),
    handler: (options) => choose({ options, run: (session) => run(options, session) }),
  };
}

async function run(options: CacheArguments, session: Session) {
  const { out, err, door, redactor } = session;
  const { noteDisplay } = await import("./plain-displays.ts");
  const display = noteDisplay(err, ["warning"]);
  session.show(display);
  const { action = "show", "max-size": maxSize, unused, all } = options;
  const request = { action, maxSize, unused, all: all === true };
  const report = redactor.data(await door.useCases.cache(request, await session.surroundings(display.tell)));
  if (options.json) out.lines([JSON.stringify(report, undefined, 2)]);
  else {
    const { cacheLines } = await import("../report/terminal-cache.ts");
    out.lines(cacheLines(report, action, out.style()));
  }
  return exitStatus.ok;
}
