/** Which display a run gets: JSON, a live board on a terminal that can show one, plain lines elsewhere. */

import { basename, resolve } from "node:path";
import type { Session } from "./command.ts";
import type { Display } from "./display.ts";
import { isCi, type CommonArguments } from "./options.ts";

export async function runDisplay(
  command: string,
  options: CommonArguments & { readonly project: string },
  session: Session,
): Promise<Display> {
  const { door, out, err } = session;
  if (options.json) return (await import("./json-display.ts")).jsonDisplay(out, err, session.json);
  const { lineDisplay, noteDisplay } = await import("./plain-displays.ts");
  if (options.quiet) return noteDisplay(err, ["warning"]);
  const live = err.isTerminal && !options.verbose && door.env["TERM"] !== "dumb" && !isCi(door.env);
  if (!live) return lineDisplay(err, door.now, { verbose: options.verbose === true });
  const { liveDisplay } = await import("./live-display.ts");
  const title = `${command} ${basename(resolve(door.workingFolder, options.project))}`;
  return liveDisplay(err, { title, now: door.now, keep: !out.isTerminal });
}
