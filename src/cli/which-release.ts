/** The argument of every command that is about a release that was begun. */

import type { Argv } from "yargs";
import type { WhichRelease } from "../pipeline/open-releases.ts";
import type { Door } from "./door.ts";
import type { CommonArguments } from "./options.ts";

export interface WhichArguments extends CommonArguments {
  readonly release: string | undefined;
}

export function whichOption<T>(yargs: Argv<T>) {
  return yargs.positional("release", {
    type: "string",
    describe: "A dist folder, PROJECT or PROJECT==VERSION; needed where several are open",
  });
}

export function whichRelease({ release }: WhichArguments, door: Door): WhichRelease {
  return { release, workingFolder: door.workingFolder };
}
