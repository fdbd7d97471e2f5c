/** The matrix as an HTML table that scrolls in its own frame; cells lead to what was found about them. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { markup, type Html, type HtmlPart } from "../html-text.ts";
import type { Column } from "./columns.ts";
import { entryHtml, entrySigns, type Anchors } from "./html-entry.ts";
import type { Matrix, MatrixCell, MatrixRow } from "./model.ts";
import { legendOf } from "./words.ts";

export function matrixHtml(matrix: Matrix, report: VerifyReport, anchors: Anchors): Html {
  const { columns, rows, sdists, elsewhere } = matrix;
  const wide = (label: HtmlPart, entries: MatrixRow["everywhere"], where: string) =>
    entries.map(
      (entry) =>
        markup`<tr>${label}<td class="wide" colspan="${Math.max(1, columns.length)}">${entryHtml(entry, report, anchors, where)}</td></tr>\n`,
    );
  const body = rows.map((row) =>
    row.everywhere.length > 0
      ? wide(rowHead(row), row.everywhere, "every platform")
      : markup`<tr>${rowHead(row)}${row.cells.map((cell, index) => cellHtml(cell, report, anchors, startsGroup(columns, index)))}</tr>\n`,
  );
  const sdistHead = markup`<th scope="row">sdist<small>source</small></th>`;
  const legend = legendOf(matrix, report).map(
    ([state, words]) =>
      markup`<li><span class="entry ${state}"><b>${entrySigns[state]}</b></span> ${words}</li>`,
  );
  return markup`<section aria-labelledby="matrix"><h2 id="matrix">Artifacts</h2>
<div class="frame" tabindex="0" role="region" aria-labelledby="matrix"><table>
${headHtml(columns)}<tbody>
${body}${wide(sdistHead, sdists, "")}</tbody></table></div>
${elsewhereHtml(elsewhere, report, anchors)}<ul class="legend">${legend}</ul>
</section>
`;
}

function headHtml(columns: readonly Column[]): Html | undefined {
  if (columns.length === 0) return undefined;
  const groups = [...new Set(columns.map(({ place }) => place.group))].map((group) => {
    const span = columns.filter(({ place }) => place.group === group).length;
    return markup`<th scope="colgroup" class="group" colspan="${span}">${group}</th>`;
  });
  const heads = columns.map(
    ({ label, policies }, index) =>
      markup`<th scope="col"${className(startsGroup(columns, index))}>${label}${small(policies)}</th>`,
  );
  return markup`<thead><tr><td class="corner" rowspan="2"></td>${groups}</tr>
<tr>${heads}</tr></thead>
`;
}

function rowHead({ python }: MatrixRow): Html {
  return markup`<th scope="row">${python.label}${small(python.title)}</th>`;
}

function small(text: string): Html | undefined {
  return text === "" ? undefined : markup`<small>${text}</small>`;
}

function startsGroup(columns: readonly Column[], index: number): boolean {
  return columns[index]?.place.group !== columns[index - 1]?.place.group;
}

function className(group: boolean): Html | undefined {
  return group ? markup` class="group"` : undefined;
}

function cellHtml(
  { entries, servedBy }: MatrixCell,
  report: VerifyReport,
  anchors: Anchors,
  group: boolean,
): Html {
  const served =
    servedBy !== undefined &&
    markup`<span class="entry served" title="${servedBy} serves it"><b>${entrySigns.served}</b><span class="unseen"> served by another wheel</span></span>`;
  return markup`<td${className(group)}>${served || entries.map((entry) => entryHtml(entry, report, anchors, ""))}</td>`;
}

function elsewhereHtml(
  elsewhere: Matrix["elsewhere"],
  report: VerifyReport,
  anchors: Anchors,
): Html | undefined {
  if (elsewhere.length === 0) return undefined;
  const items = elsewhere.map(
    (entry) => markup`<li>${entryHtml(entry, report, anchors, "")} <code>${entry.file}</code></li>\n`,
  );
  return markup`<h3>Not in the table</h3>
<ul class="elsewhere">${items}</ul>
`;
}
