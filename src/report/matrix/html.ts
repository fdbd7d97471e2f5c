/** The matrix as an HTML table: it scrolls inside its own frame, and its cells lead to their findings. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { markup, type Html } from "../html-text.ts";
import { size } from "../terminal-format.ts";
import type { Entry, Matrix, MatrixCell } from "./model.ts";
import { legendOf, stateOf, type State } from "./words.ts";

const signs: Record<State, string> = {
  there: "✓",
  new: "+",
  warning: "!",
  error: "!!",
  missing: "✗",
  lost: "−",
  served: "·",
};

/** Id of a finding on the page, by its index in the report. */
export function anchorOf(finding: number): string {
  return `finding-${finding + 1}`;
}

export function matrixHtml(matrix: Matrix, report: VerifyReport): Html {
  const groups = [...new Set(matrix.columns.map(({ place }) => place.group))];
  const span = Math.max(1, matrix.columns.length);
  const groupHeads = groups.map((group) => {
    const own = matrix.columns.filter(({ place }) => place.group === group);
    return markup`<th scope="colgroup" colspan="${own.length}">${group}</th>`;
  });
  const heads = matrix.columns.map(
    ({ label, policies, place }, index) =>
      markup`<th scope="col" class="${place.group === matrix.columns[index - 1]?.place.group ? "" : "first"}">
        ${label}${policies === "" ? undefined : markup`<small>${policies}</small>`}
      </th>`,
  );
  const rows = matrix.rows.map(({ python, cells, everywhere }) => {
    const head = markup`<th scope="row">
      ${python.label}${python.title === "" ? undefined : markup`<small>${python.title}</small>`}
    </th>`;
    if (everywhere.length > 0)
      return markup`<tr>
        ${head}
        <td class="wide" colspan="${span}">
          ${everywhere.map((entry) => entryHtml(entry, report, "every platform"))}
        </td>
      </tr>`;
    return markup`<tr>
      ${head}${cells.map((cell) => cellHtml(cell, report))}
    </tr>`;
  });
  const sdists = matrix.sdists.map(
    (entry) =>
      markup`<tr>
        <th scope="row">sdist</th>
        <td class="wide" colspan="${span}">${entryHtml(entry, report, "source")}</td>
      </tr>`,
  );
  const legend = legendOf(matrix, report).map(
    ([state, words]) => markup`<li class="${state}"><b>${signs[state]}</b> ${words}</li>`,
  );
  return markup`<section>
    <h2>Matrix</h2>
    <div class="frame" tabindex="0" role="region" aria-label="Matrix">
      <table>
        <thead>
          ${
            groups.length > 0
              ? markup`<tr>
                    <td></td>
                    ${groupHeads}
                  </tr>
                  <tr>
                    <td></td>
                    ${heads}
                  </tr>`
              : undefined
          }
        </thead>
        <tbody>
          ${rows}${sdists}
        </tbody>
      </table>
    </div>
    ${
      matrix.elsewhere.length > 0
        ? markup`<ul>
            ${matrix.elsewhere.map((entry) => markup`<li><code>${entry.file}</code> ${entryHtml(entry, report, "")}</li>`)}
          </ul>`
        : undefined
    }
    <ul class="legend">
      ${legend}
    </ul>
  </section>`;
}

function cellHtml({ entries, servedBy }: MatrixCell, report: VerifyReport): Html {
  if (entries.length > 0) return markup`<td>${entries.map((entry) => entryHtml(entry, report, ""))}</td>`;
  if (servedBy === undefined) return markup`<td></td>`;
  return markup`<td><span class="entry served" title="served by another wheel">${signs.served}</span></td>`;
}

function entryHtml(entry: Entry, { findings }: VerifyReport, where: string): Html {
  const state = stateOf(entry);
  const [first] = entry.findings;
  const said = entry.findings
    .flatMap((index) => findings[index] ?? [])
    .map(({ code, message }) => `${code}: ${message}`);
  const name = entry.kind === "present" ? entry.file : entry.name;
  const title = [name, ...said].join("; ");
  const text = entry.kind === "present" ? size(entry.size) : state;
  const inner = markup`<b>${signs[state]}</b>
    ${text}${entry.kind === "present" && entry.isNew && entry.odd ? markup` <i>new</i>` : undefined} ${where}`;
  if (first === undefined) return markup`<span class="entry ${state}" title="${title}">${inner}</span>`;
  return markup`<a class="entry ${state}" title="${title}" href="#${anchorOf(first)}">${inner}</a>`;
}
