/** The findings of the HTML page, by code, each with its anchor; then what did not run and what was turned down. */

import type { Severity } from "../checks/finding.ts";
import type { VerifyReport } from "../pipeline/verify-report.ts";
import { markup, proseHtml, type Html } from "./html-text.ts";
import type { Anchors } from "./matrix/html-entry.ts";
import type { Matrix } from "./matrix/model.ts";
import { counted } from "./text-layout.ts";
import {
  adviceOf,
  describer,
  groupsOf,
  type CodeAdvice,
  type FindingGroup,
  type Many,
} from "./verify-groups.ts";

interface Links {
  readonly anchors: Anchors;
  readonly describe: (artifacts: readonly string[]) => Many;
}

export function findingsHtml(report: VerifyReport, matrix: Matrix, anchors: Anchors): Html | undefined {
  const groups = groupsOf(report.findings);
  if (groups.length === 0) return undefined;
  const links: Links = { anchors, describe: describer(matrix) };
  const codes = adviceOf(report).map((advice) => {
    const own = groups.filter(({ code }) => code === advice.code);
    return codeHtml(advice, own, links);
  });
  return markup`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>
${codes}</section>
`;
}

function codeHtml(
  { code, severity, means, why, hints }: CodeAdvice,
  groups: readonly FindingGroup[],
  links: Links,
): Html {
  const items = groups.map((group) => groupHtml(group, group.severity !== severity, links));
  return markup`<article class="code ${severity}">
<h3>${badge(severity)} <span class="id">${code}</span> ${proseHtml(means)}</h3>
<ul class="cases">${items}</ul>
<dl class="advice"><dt>Why</dt><dd>${proseHtml(why)}</dd>
<dt>What to do</dt>${hints.map((hint) => markup`<dd>${proseHtml(hint)}</dd>`)}</dl>
</article>
`;
}

function badge(severity: Severity): Html {
  return markup`<span class="badge ${severity}">${severity}</span>`;
}

/** More names than these are folded away. */
const unfolded = 8;

/** Every finding has an element with its anchor, also where one line speaks of many. */
function groupHtml(
  { artifacts, message, findings, severity }: FindingGroup,
  milder: boolean,
  { anchors, describe }: Links,
): Html {
  const [first = 0, ...others] = findings;
  const [only] = artifacts;
  const more = others.map((index) => markup`<span id="${anchors.finding(index)}"></span>`);
  const level = milder ? markup`${badge(severity)} ` : undefined;
  const item = (content: Html) => markup`<li id="${anchors.finding(first)}">${more}${content}</li>\n`;
  if (artifacts.length <= 1) {
    const about = only === undefined ? undefined : markup`${artifactHtml(only, anchors)}: `;
    return item(markup`${level}${about}${proseHtml(message)}`);
  }
  const names = artifacts.map((artifact) => markup`<li>${artifactHtml(artifact, anchors)}</li>\n`);
  const open = artifacts.length > unfolded ? undefined : markup` open`;
  return item(markup`<details${open}><summary>${level}${describe(artifacts).text}: ${proseHtml(message)}</summary>
<ul class="names">${names}</ul></details>`);
}

function artifactHtml(artifact: string, anchors: Anchors): Html {
  const cell = anchors.cell(artifact);
  const name = markup`<code>${artifact}</code>`;
  return cell === undefined ? name : markup`<a href="#${cell}">${name}</a>`;
}

export function notRunHtml({ notRun }: VerifyReport): Html | undefined {
  if (notRun.length === 0) return undefined;
  const items = notRun.map(
    ({ what, why, remedy }) => markup`<dt>${what}</dt><dd>${proseHtml(why)}. ${proseHtml(remedy)}</dd>\n`,
  );
  return markup`<section aria-labelledby="not-run"><h2 id="not-run">Not checked</h2><dl>${items}</dl></section>
`;
}

export function turnedDownHtml({ turnedDown }: VerifyReport): Html | undefined {
  if (turnedDown.length === 0) return undefined;
  const items = turnedDown.map(
    ({ code, level, reason, count }) =>
      markup`<dt>${code} to ${level}, ${counted(count, "finding")}</dt><dd>${reason}</dd>\n`,
  );
  return markup`<section aria-labelledby="turned-down"><h2 id="turned-down">Turned down by the configuration</h2>
<dl>${items}</dl></section>
`;
}

/** Every file with its digest, folded away: what the table has no room for. */
export function filesHtml({ files }: VerifyReport): Html | undefined {
  if (files.length === 0) return undefined;
  const rows = files.map(
    ({ file, size, sha256 }) =>
      markup`<tr><th scope="row"><code>${file}</code></th><td class="number">${size.toLocaleString("en")}</td><td><code>${sha256}</code></td></tr>\n`,
  );
  return markup`<section aria-labelledby="files"><h2 id="files">Files</h2>
<details><summary>${counted(files.length, "file")} with size and SHA-256</summary>
<div class="frame" tabindex="0" role="region" aria-labelledby="files"><table class="files">
<thead><tr><th scope="col">File</th><th scope="col">Bytes</th><th scope="col">SHA-256</th></tr></thead>
<tbody>
${rows}</tbody></table></div></details></section>
`;
}
