/** What a run tells the CI that it runs in: annotations in the log, and Markdown for the page of the job. */

import { appendFile } from "node:fs/promises";
import { resolve } from "node:path";
import { summaryFiles } from "../summary-files.ts";
import type { BuildReport } from "../pipeline/build-report.ts";
import type { ReleaseOutcome } from "../pipeline/release.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { ShownError } from "../report/ci-annotations.ts";
import { annotationLines, type Annotation } from "../report/ci-commands.ts";
import type { Session } from "./command.ts";
import type { Door } from "./door.ts";

type Page = Pick<Session, "door" | "err" | "redactor">;

/** @param report redacted */
export async function tellBuild(report: BuildReport, session: Page): Promise<void> {
  if (!isTold(session)) return;
  const { buildAnnotations } = await import("../report/ci-annotations.ts");
  annotate(buildAnnotations(report.record), session);
  const { buildMarkdown } = await import("../report/build-markdown.ts");
  await appendTo(pagesOf(session.door), buildMarkdown(report), session);
}

/** @param written a file that has the Markdown already */
export async function tellVerify(
  report: VerifyReport,
  written: string | undefined,
  session: Page,
): Promise<void> {
  if (!isTold(session)) return;
  const { door } = session;
  const { verifyAnnotations } = await import("../report/ci-annotations.ts");
  annotate(verifyAnnotations(report), session);
  const at = (path: string) => resolve(door.workingFolder, path);
  const files = pagesOf(door).filter((path) => written === undefined || at(path) !== at(written));
  if (files.length === 0) return;
  const { verifyMarkdown } = await import("../report/verify-markdown.ts");
  await appendTo(files, verifyMarkdown(report), session);
}

/** The page is written by the release itself, which knows it from its journal. */
export async function tellRelease(outcome: ReleaseOutcome, session: Page): Promise<void> {
  if (!isTold(session)) return;
  const { releaseAnnotations } = await import("../report/ci-annotations.ts");
  annotate(releaseAnnotations(outcome), session);
}

export async function tellError(error: ShownError, session: Page): Promise<void> {
  if (!isTold(session)) return;
  const { errorAnnotation } = await import("../report/ci-annotations.ts");
  annotate([errorAnnotation(error)], session);
}

/** On a laptop nothing is loaded. */
function isTold({ err, door }: Page): boolean {
  return err.dialect !== undefined || pagesOf(door).length > 0;
}

function annotate(annotations: readonly Annotation[], { err }: Page): void {
  if (err.dialect !== undefined) err.commands(annotationLines(annotations, err.dialect));
}

function pagesOf({ env }: Pick<Door, "env">): string[] {
  return summaryFiles(env).map(({ path }) => path);
}

/** A page that cannot be written is no reason to call a good build bad. */
async function appendTo(files: readonly string[], markdown: string, { err, door }: Page): Promise<void> {
  for (const file of files) {
    try {
      await appendFile(resolve(door.workingFolder, file), `${markdown}\n`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      err.lines([`warning: the summary of this job cannot be written: ${why}`]);
    }
  }
}
