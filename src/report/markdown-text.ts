/** Text of others in Markdown: shown as it is, never read as Markdown or HTML, and no link or mention made of it. */

import { visibleText } from "./visible-text.ts";

/** Invisible, and enough to keep a forge from making a mention, an issue link or an address of what stands around it. */
const breaker = "&#8203;";

/** One line of prose, good in a table cell too (CommonMark 0.31, GFM tables and autolinks). */
export function markdownText(text: string): string {
  return visibleText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*~[\]|$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&")
    .replace(/^(\s*\d*)([-+#=.)])/, "$1\\$2")
    .replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi, `$&${breaker}`);
}

/** Prose that may have code between backticks, as the texts of codes and hints do. */
export function markdownProse(text: string): string {
  return text
    .split(/`([^`\n]+)`/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part) : markdownText(part)))
    .join("");
}

/** A name as code, good in a table cell too: no mention and no link is made of code. */
export function markdownCode(text: string): string {
  const line = visibleText(text);
  if (line === "") return "";
  // In a cell a backslash before the bar is taken away before code is read; one that stood there would do it as well.
  if (/[|\\]/.test(line)) return `<code>${htmlText(line)}</code>`;
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(line) ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Every character that means something to HTML or to Markdown as a reference. */
function htmlText(text: string): string {
  return text.replace(/[^A-Za-z0-9 ,/()=]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
