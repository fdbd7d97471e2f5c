/** Where what `verify` has found out goes: to the standard output in one form, and into files in any number of others. */

import { stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Argv } from "yargs";
import { WheelwayError } from "../errors.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import type { Style } from "../report/terminal-style.ts";
import type { Session } from "./command.ts";
import { junitOption, ownOptions, textOption, type CommonArguments } from "./options.ts";
import { writeReport } from "./report-file.ts";

export interface OutputArguments extends CommonArguments {
  readonly dist: string;
  /** "" without a file: the standard output. */
  readonly markdown: string | undefined;
  readonly html: string | undefined;
  readonly sarif: string | undefined;
  readonly junit: string | undefined;
}

export function outputOptions<T>(yargs: Argv<T>) {
  const { coerce } = textOption;
  return yargs
    .option("markdown", {
      type: "string",
      coerce,
      group: ownOptions,
      describe: "Write Markdown to a file, or without one to the standard output",
    })
    .option("html", { ...textOption, describe: "Write a page to this file; it needs no other" })
    .option("sarif", { ...textOption, describe: "Write SARIF 2.1.0 to this file, for code scanning" })
    .option("junit", junitOption);
}

/** What cannot be written is told before anything is verified. Throws "usage-invalid". */
export async function checkOutputs(options: OutputArguments, workingFolder: string): Promise<void> {
  const { markdown, html, sarif, junit, json } = options;
  if (markdown !== undefined && toOutput(markdown) && json === true) {
    const next = "Give one of them a file: --markdown verify.md --json > verify.json";
    throw new WheelwayError("usage-invalid", {
      message: "--json and --markdown both write to the standard output",
      next,
    });
  }
  for (const [option, file] of Object.entries({ markdown, html, sarif, junit })) {
    if (file === undefined || toOutput(file)) continue;
    const found = await stat(resolve(workingFolder, file)).catch(() => undefined);
    if (!found?.isDirectory()) continue;
    throw new WheelwayError("usage-invalid", {
      message: `--${option} names a file, and ${file} is a folder`,
      next:
        option === "markdown"
          ? `Write the folder first, \`wheelway verify ${file} --markdown\`, or name a file.`
          : "Name a file in it.",
    });
  }
}

function toOutput(file: string): boolean {
  return file === "" || file === "-";
}

/** Throws "report-unwritable". */
export async function writeOutputs(
  report: VerifyReport,
  options: OutputArguments,
  session: Session,
): Promise<void> {
  const { markdown, html, sarif, junit } = options;
  const { door, out } = session;
  const write = (file: string, text: string) => writeReport(resolve(door.workingFolder, file), text);
  if (html !== undefined) await write(html, (await import("../report/verify-html.ts")).verifyHtml(report));
  if (sarif !== undefined) {
    const { formatSarif } = await import("../report/sarif.ts");
    await write(sarif, formatSarif(report, { folder: folderUri(report.source, door.workingFolder) }));
  }
  if (junit !== undefined) await write(junit, (await import("../report/junit.ts")).verifyJunit(report));
  const shown = markdown !== undefined && toOutput(markdown);
  if (markdown !== undefined) {
    const text = (await import("../report/verify-markdown.ts")).verifyMarkdown(report);
    if (shown) out.write(text);
    else await write(markdown, text);
  }
  if (options.json) out.write((await import("../report/verify-json.ts")).formatVerifyJson(report));
  else if (!shown) out.lines(await linesOf(report, options, out.style()));
}

async function linesOf(report: VerifyReport, { quiet }: OutputArguments, style: Style): Promise<string[]> {
  const { verdictOfVerify, verifyLines } = await import("../report/verify-terminal.ts");
  if (quiet !== true || report.verdict === "failed") return verifyLines(report, style);
  const { matrixOf } = await import("../report/matrix/model.ts");
  return verdictOfVerify(report, matrixOf(report), style);
}

/** Code scanning wants paths of the checkout; a release of an index has none, and stands under its own name. */
function folderUri(source: string, workingFolder: string): string {
  if (/^(?:pypi|testpypi):/.test(source)) return encodeURIComponent(source);
  const path = resolve(workingFolder, source);
  const near = relative(workingFolder, path);
  if (near === "") return ".";
  return near.startsWith("..") || near === path
    ? pathToFileURL(path).href
    : near.split(sep).map(encodeURIComponent).join("/");
}
