/** One wheel or sdist of the HTML matrix, there or not, and the anchors by which it and its findings lead to each other. */

import type { VerifyReport } from "../../pipeline/verify-report.ts";
import { markup, type Html } from "../html-text.ts";
import { size } from "../terminal-format.ts";
import { entriesOf, stateOf, type State } from "./words.ts";
import type { Entry, Matrix } from "./model.ts";

export const entrySigns: Record<State, string> = {
  there: "✓",
  new: "+",
  warning: "!",
  error: "!!",
  missing: "✗",
  lost: "−",
  served: "·",
};

/** For those who do not see the sign. */
const spoken: Record<State, string> = {
  there: "there",
  new: "new",
  warning: "warning",
  error: "error",
  missing: "missing",
  lost: "lost",
  served: "served by another wheel",
};

/** Ids of the page: made of numbers alone, since names may be anything. */
export interface Anchors {
  /** Of a cell, by its file or by what is missing. */
  readonly cell: (artifact: string) => string | undefined;
  /** By the index of the finding in the report. */
  readonly finding: (index: number) => string;
}

export function anchorsOf(matrix: Matrix): Anchors {
  const ids = new Map(
    entriesOf(matrix).map((entry, index) => [
      entry.kind === "present" ? entry.file : entry.name,
      `cell-${index + 1}`,
    ]),
  );
  return { cell: (artifact) => ids.get(artifact), finding: (index) => `finding-${index + 1}` };
}

export function entryHtml(entry: Entry, { findings }: VerifyReport, anchors: Anchors, where: string): Html {
  const state = stateOf(entry);
  const there = entry.kind === "present";
  const name = there ? entry.file : entry.name;
  const own = entry.findings.flatMap((index) => findings[index] ?? []);
  const title = [name, ...own.map(({ code, message }) => `${code}: ${message}`)].join("; ");
  const alsoNew = there && entry.isNew && entry.odd ? markup` <i>new</i>` : undefined;
  const count =
    own.length > 1 ? markup` <small>×${own.length}<span class="unseen"> findings</span></small>` : undefined;
  const text = there
    ? markup`<span class="what">${size(entry.size)}</span>`
    : markup`<span class="what">${state}</span>`;
  const unseen = there ? markup`<span class="unseen">${spoken[state]} </span>` : undefined;
  const inner = markup`<b aria-hidden="true">${entrySigns[state]}</b>${unseen}${text}${alsoNew}${where === "" ? undefined : markup` <span>${where}</span>`}${count}`;
  const [first] = entry.findings;
  const attributes = markup`class="entry ${state}${there ? "" : " absent"}" id="${anchors.cell(name)}" title="${title}"`;
  if (first === undefined) return markup`<span ${attributes}>${inner}</span>`;
  return markup`<a ${attributes} href="#${anchors.finding(first)}">${inner}</a>`;
}
