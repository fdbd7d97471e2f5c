/** A release as Markdown, for the page of a CI's run: where it is, which bytes, who approved them, and what to look at. */

import type { ReleaseStory } from "../release/story.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";

type Told = Pick<ReleaseStory, "manifest" | "approval" | "links" | "warnings"> & {
  /** "demo 1.0 is released". */
  readonly title: string;
};

/** A page of a run holds 1 MiB (GitHub): so many files and warnings are shown. */
const shown = 200;

export function releaseMarkdown({ title, manifest, approval, links, warnings }: Told): string {
  const files = manifest?.files ?? [];
  const blocks = [
    [`## ${markdownText(title)}`],
    Object.entries(links).map(([place, address]) => `- ${linkOf(place, address)}`),
    approval.state === "approved"
      ? [`Approved by ${markdownText(approval.by)} on ${approval.at.slice(0, 10)}.`]
      : [],
    warnings.length === 0 ? [] : ["### Warnings"],
    warnings.slice(0, shown).map((text) => `- ${markdownText(text)}`),
    manifest ? [`### Files`, "", `Manifest ${markdownCode(`sha256:${manifest.digest}`)}.`] : [],
    files.length === 0 ? [] : ["| File | Bytes | SHA-256 |", "| :-- | --: | :-- |"].concat(rows(files)),
    more(files.length),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function rows(files: NonNullable<Told["manifest"]>["files"]): string[] {
  return files
    .slice(0, shown)
    .map(({ file, size, sha256 }) => `| ${markdownCode(file)} | ${size} | ${markdownCode(sha256)} |`);
}

function more(count: number): string[] {
  return count > shown ? [`… and ${count - shown} more.`] : [];
}

/** Angle brackets hold everything but themselves and line ends (CommonMark 0.31, links). */
function linkOf(place: string, address: string): string {
  if (!/^https?:\/\/[^\s<>]+$/.test(address)) return `${markdownText(place)}: ${markdownText(address)}`;
  return `[${markdownText(place)}](<${address}>)`;
}
