/** The CLI as a process whose builds are scripted: WHEELWAY_SCRIPT holds the script as JSON. */

import { main, processDoor } from "../../src/cli/main.ts";
import { scriptedBuild, type Script } from "./scripted-run.ts";

const door = processDoor();
const script = JSON.parse(process.env["WHEELWAY_SCRIPT"] ?? '{"targets":[]}') as Script;
process.exitCode = await main({
  ...door,
  useCases: { ...door.useCases, build: (_, surroundings) => scriptedBuild(script, surroundings) },
});
