/** What `approve`, `reject` and `abort` have in common: the digest that is decided on, and how the decision is told. */

import type { Argv } from "yargs";
import { exitStatus } from "../errors.ts";
import type { DecideRequest } from "../pipeline/release-decide.ts";
import { actor } from "../pipeline/actor.ts";
import type { Session } from "./command.ts";
import { textOption } from "./options.ts";
import { releaseDoor } from "./release-door.ts";
import { whichOption, whichRelease, type WhichArguments } from "./which-release.ts";

export interface DecideArguments extends WhichArguments {
  readonly manifest: string | undefined;
}

export function decideOptions<T>(yargs: Argv<T>) {
  return whichOption(yargs).option("manifest", {
    ...textOption,
    describe: "Only where the manifest's digest begins so",
  });
}

export async function runDecision(
  options: DecideArguments,
  session: Session,
  decision: DecideRequest["decision"],
) {
  const { door, json, out, redactor } = session;
  const surroundings = await releaseDoor(options, session);
  const { manifest } = options;
  const request = { ...whichRelease(options, door), by: actor(door.env), decision, manifest };
  const report = redactor.data(await door.useCases.decide(request, surroundings));
  if (options.json) {
    const { version: release, ...rest } = report;
    json({ type: "decided", release, ...rest });
  } else {
    const { decisionLines } = await import("../report/release-status.ts");
    out.lines(decisionLines(report, out.style()));
  }
  return exitStatus.ok;
}
