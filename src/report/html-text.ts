/** HTML out of pieces: all that is put in is escaped, but for what was made here. */

import { visibleText } from "./visible-text.ts";

/** HTML that was made by `markup`: it is not escaped again. */
export interface Html {
  readonly html: string;
}

export type HtmlPart = string | number | Html | undefined | readonly HtmlPart[];

/** A template whose values are escaped for text and for quoted attributes; lists are joined, `undefined` is nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlPart[]): Html {
  return { html: strings.reduce((text, piece, index) => text + render(values[index - 1]) + piece) };
}

function render(value: HtmlPart): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return isList(value) ? value.map(render).join("") : value.html;
}

function isList(value: HtmlPart): value is readonly HtmlPart[] {
  return Array.isArray(value);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** Prose that may have code between backticks, as the texts of codes and hints do. */
export function proseHtml(text: string): Html {
  const parts = text.split(/`([^`\n]+)`/);
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : part))}`;
}
