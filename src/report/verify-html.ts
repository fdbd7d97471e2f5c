/** `verify` as one HTML page that needs nothing but itself: no script, no address, no file beside it. */

import type { VerifyReport } from "../pipeline/verify-report.ts";
import { markup } from "./html-text.ts";
import { matrixHtml } from "./matrix/html.ts";
import { matrixOf } from "./matrix/model.ts";
import { matrixCounts } from "./matrix/words.ts";
import { countsText, subjectOf } from "./verify-groups.ts";
import { findingsHtml, notRunHtml, turnedDownHtml } from "./verify-html-findings.ts";
import { verifyCss } from "./verify-html-style.ts";

/** A whole document. What it says of names, messages and reasons is escaped: they come from the archives. */
export function verifyHtml(report: VerifyReport): string {
  const matrix = matrixOf(report);
  const { source, previous, project, contract } = report;
  const subject = subjectOf(report);
  const against = [
    ...(contract ? ["its contract"] : []),
    ...(previous ? [`${previous.version} from ${previous.source}`] : []),
  ].join(" and ");
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${subject}: ${report.verdict}</title>
        <style>
          ${{ html: verifyCss }}
        </style>
      </head>
      <body>
        <header>
          <h1>${subject} <span class="verdict ${report.verdict}">${report.verdict}</span></h1>
          <p>${countsText(report.findings)}; ${matrixCounts(matrix)}</p>
          <p class="dim">
            ${project ? markup`From ${source}` : undefined}${against === "" ? undefined : markup`, held against ${against}`}
          </p>
        </header>
        <main>
          ${matrixHtml(matrix, report)} ${findingsHtml(report, matrix)} ${notRunHtml(report)}
          ${turnedDownHtml(report)}
        </main>
      </body>
    </html> `.html;
}
