/** `verify` as one HTML page that needs nothing but itself: no script, no address, no file beside it. */

import type { VerifyReport } from "../pipeline/verify-report.ts";
import { markup, type Html } from "./html-text.ts";
import { anchorsOf } from "./matrix/html-entry.ts";
import { matrixHtml } from "./matrix/html.ts";
import { matrixOf, type Matrix } from "./matrix/model.ts";
import { matrixCounts } from "./matrix/words.ts";
import { countsText, heldAgainst, subjectOf } from "./verify-groups.ts";
import { filesHtml, findingsHtml, notRunHtml, turnedDownHtml } from "./verify-html-findings.ts";
import { verifyCss } from "./verify-html-style.ts";

/** A whole document. Names, messages and reasons come from the archives: all are escaped, and the page forbids all loading. */
export function verifyHtml(report: VerifyReport): string {
  const matrix = matrixOf(report);
  const anchors = anchorsOf(matrix);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${subjectOf(report)}: ${report.verdict}</title>
<style>${{ html: verifyCss }}</style>
</head>
<body>
${headerHtml(report, matrix)}<main>
${matrixHtml(matrix, report, anchors)}${findingsHtml(report, matrix, anchors)}${notRunHtml(report)}${turnedDownHtml(report)}${filesHtml(report)}</main>
</body>
</html>
`.html;
}

function headerHtml(report: VerifyReport, matrix: Matrix): Html {
  const { source, project, verdict } = report;
  const against = heldAgainst(report);
  const sign = verdict === "passed" ? "✓" : "✗";
  return markup`<header>
<h1>${subjectOf(report)} <span class="verdict ${verdict}"><span aria-hidden="true">${sign}</span> ${verdict}</span></h1>
<p>${countsText(report.findings)}. ${matrixCounts(matrix)}.</p>
<p class="dim">${project ? markup`From <code>${source}</code>` : undefined}${against === "" ? undefined : markup`, held against ${against}`}</p>
</header>
`;
}
