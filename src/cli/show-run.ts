/** Runs what builds or tests, and shows it: live while it goes on, its summary at the end. */

import { resolve } from "node:path";
import { exitStatus, type ExitStatus } from "../errors.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import type { Surroundings } from "../pipeline/surroundings.ts";
import type { Session } from "./command.ts";
import { tellBuild } from "./job-page.ts";
import type { ProjectArguments } from "./options.ts";
import { writeReport } from "./report-file.ts";
import { runDisplay } from "./run-display.ts";
import { shortPath } from "./short-path.ts";
import { outputsOfBuild, writeStepOutputs } from "./step-outputs.ts";

export async function showRun(
  of: "build" | "test",
  options: ProjectArguments & { readonly junit: string | undefined },
  session: Session,
  start: (surroundings: Surroundings) => Promise<BuildReport>,
): Promise<ExitStatus> {
  const { door, out, redactor } = session;
  const display = await runDisplay(of, options, session);
  session.show(display);
  const surroundings = await session.surroundings((event) => display.tell(redactor.data(event)));
  const report = redactor.data(await start(surroundings));
  display.end();
  if (of === "build") await writeStepOutputs(outputsOfBuild(report), session);
  const shown = (path: string) => shortPath(path, door.workingFolder);
  if (options.json) {
    const { jsonReport } = await import("../report/json-events.ts");
    session.json(jsonReport(report));
  } else {
    const { summaryLines, verdictLines } = await import("../report/terminal-summary.ts");
    const lines = options.quiet && report.record.verdict === "passed" ? verdictLines : summaryLines;
    out.lines(lines(report, out.style(), { of, shown }));
  }
  await writeJunit(report, options.junit, session);
  await tellBuild(report, session);
  return report.record.verdict === "passed" ? exitStatus.ok : exitStatus.failed;
}

export async function writeJunit(
  { record }: BuildReport,
  file: string | undefined,
  { door }: Pick<Session, "door">,
): Promise<void> {
  if (file === undefined) return;
  const { buildJunit } = await import("../report/junit.ts");
  await writeReport(resolve(door.workingFolder, file), buildJunit(record));
}
