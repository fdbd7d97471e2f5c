/** The findings of the HTML page: by code, each with its own anchor; then what did not run and what was turned down. */

import type { VerifyReport } from "../pipeline/verify-report.ts";
import { markup, type Html } from "./html-text.ts";
import { anchorOf } from "./matrix/html.ts";
import type { Matrix } from "./matrix/model.ts";
import { counted } from "./text-layout.ts";
import { adviceOf, describeMany, groupsOf, type CodeAdvice, type FindingGroup } from "./verify-groups.ts";

export function findingsHtml(report: VerifyReport, matrix: Matrix): Html | undefined {
  const groups = groupsOf(report.findings);
  if (groups.length === 0) return undefined;
  const codes = adviceOf(report).map((advice) => {
    const own = groups.filter(({ code }) => code === advice.code);
    return codeHtml(advice, own, matrix);
  });
  return markup`<section>
    <h2>Findings</h2>
    ${codes}
  </section>`;
}

function codeHtml(
  { code, severity, means, why, hints }: CodeAdvice,
  groups: readonly FindingGroup[],
  matrix: Matrix,
): Html {
  return markup`<article class="code ${severity}" id="${code}">
    <h3><span class="badge ${severity}">${severity}</span> ${code} <span class="means">${means}</span></h3>
    <ul>
      ${groups.map((group) => groupHtml(group, matrix))}
    </ul>
    <dl>
      <dt>Why</dt>
      <dd>${why}</dd>
      <dt>What to do</dt>
      ${hints.map((hint) => markup`<dd>${hint}</dd>`)}
    </dl>
  </article> `;
}

function groupHtml({ artifacts, message, findings }: FindingGroup, matrix: Matrix): Html {
  const anchors = findings.map((index) => markup`<a id="${anchorOf(index)}"></a>`);
  const [first] = artifacts;
  if (artifacts.length > 1)
    return markup`<li>
      ${anchors}
      <details>
        <summary>${describeMany(artifacts, matrix)}: ${message}</summary>
        <ul class="names">
          ${artifacts.map((artifact) => markup`<li><code>${artifact}</code></li>`)}
        </ul>
      </details>
    </li>`;
  return markup`<li>
    ${anchors}${first === undefined ? undefined : markup`<code>${first}</code>: `}${message}
  </li>`;
}

export function notRunHtml({ notRun }: VerifyReport): Html | undefined {
  if (notRun.length === 0) return undefined;
  const items = notRun.map(
    ({ what, why, remedy }) =>
      markup`<dt>${what}</dt>
        <dd>${why}. ${remedy}</dd>`,
  );
  return markup`<section>
    <h2>Not checked</h2>
    <dl>${items}</dl>
  </section>`;
}

export function turnedDownHtml({ turnedDown }: VerifyReport): Html | undefined {
  if (turnedDown.length === 0) return undefined;
  const items = turnedDown.map(
    ({ code, level, reason, count }) =>
      markup`<dt>${code} to ${level}, ${counted(count, "finding")}</dt>
        <dd>${reason}</dd>`,
  );
  return markup`<section>
    <h2>Turned down by the configuration</h2>
    <dl>${items}</dl>
  </section>`;
}
