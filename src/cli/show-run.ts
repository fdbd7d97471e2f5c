/** Runs what builds or tests, and shows it: live while it goes on, its summary at the end. */

import { basename, relative, resolve } from "node:path";
import { exitStatus, type ExitStatus } from "../errors.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import type { Surroundings } from "../pipeline/surroundings.ts";
import { jsonReport } from "../report/json-events.ts";
import type { Session } from "./command.ts";
import { lineDisplay, noteDisplay, type Display } from "./display.ts";
import { jsonDisplay } from "./json-display.ts";
import { isCi, type ProjectArguments } from "./options.ts";

export async function showRun(
  of: "build" | "test",
  options: ProjectArguments,
  session: Session,
  start: (surroundings: Surroundings) => Promise<BuildReport>,
): Promise<ExitStatus> {
  const { door, out, redactor } = session;
  const display = await choose(of, options, session);
  session.show(display);
  const surroundings = await session.surroundings((event) => display.tell(redactor.data(event)));
  const report = redactor.data(await start(surroundings));
  display.end();
  const shown = (path: string) => shortest(path, door.workingFolder);
  if (options.json) session.json(jsonReport(report));
  else {
    const { summaryLines, verdictLines } = await import("../report/terminal-summary.ts");
    const lines = options.quiet && report.record.verdict === "passed" ? verdictLines : summaryLines;
    out.lines(lines(report, out.style(), { of, shown }));
  }
  return report.record.verdict === "passed" ? exitStatus.ok : exitStatus.failed;
}

async function choose(of: string, options: ProjectArguments, session: Session): Promise<Display> {
  const { door, out, err } = session;
  if (options.json) return jsonDisplay(out, err, session.json);
  if (options.quiet) return noteDisplay(err, ["warning"]);
  const live = err.isTerminal && !options.verbose && door.env["TERM"] !== "dumb" && !isCi(door.env);
  if (!live) return lineDisplay(err, door.now, { verbose: options.verbose === true });
  const { liveDisplay } = await import("./live-display.ts");
  const title = `${of} ${basename(resolve(door.workingFolder, options.project))}`;
  return liveDisplay(err, { title, now: door.now, keep: !out.isTerminal });
}

/** Relative where that is shorter and does not climb. */
function shortest(path: string, from: string): string {
  const near = relative(from, path);
  return near !== "" && !near.startsWith("..") && near.length < path.length ? near : path;
}
