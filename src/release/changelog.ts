/** Finds a version's section in a changelog (Keep a Changelog 1.1), and puts a date on the section of what is unreleased. */

import { normalizeVersion, sameVersion } from "../tags/project-name.ts";

export interface Section {
  /** The heading as it is written, without its "## ". */
  readonly heading: string;
  /** `undefined` for "Unreleased". */
  readonly version: string | undefined;
  /** Offsets of the heading's line and of the end of its text. */
  readonly start: number;
  readonly end: number;
  /** Markdown below the heading, without link definitions and without empty lines around it. */
  readonly text: string;
}

/** Every section of the second level that is a version or "Unreleased", in order. Headings in code blocks are none. */
export function sectionsOf(changelog: string): readonly Section[] {
  const heads = headings(changelog);
  return heads.flatMap((head, index) => {
    const version = versionIn(head.text);
    if (version === undefined && !/^\[?unreleased\]?/i.test(head.text)) return [];
    const end = heads[index + 1]?.start ?? changelog.length;
    const text = body(changelog.slice(head.bodyStart, end));
    return [{ heading: head.text, version, start: head.start, end, text }];
  });
}

/** The section of a version, however it is spelled: `## [1.0.0-alpha] - 2025-01-26` is that of 1.0.0a0. */
export function sectionOf(changelog: string, version: string): Section | undefined {
  return sectionsOf(changelog).find(
    (section) => section.version !== undefined && sameVersion(section.version, version),
  );
}

export function unreleased(changelog: string): Section | undefined {
  return sectionsOf(changelog).find(({ version }) => version === undefined);
}

/** Says nothing: no text, or only headings of kinds ("### Added") with nothing below them. */
export function isEmptySection({ text }: Section): boolean {
  return text
    .split("\n")
    .every((line) => line.trim() === "" || /^#{3,}\s/.test(line) || /^<!--.*-->$/.test(line.trim()));
}

/**
 * Turns "Unreleased" into a version's section, with an empty "Unreleased" above it.
 * @param date ISO 8601, the day: 2026-11-21
 */
export function releaseUnreleased(changelog: string, version: string, date: string): string {
  const open = unreleased(changelog);
  if (!open) return changelog;
  const lineEnd = changelog.indexOf("\n", open.start);
  const rest = lineEnd === -1 ? "" : changelog.slice(lineEnd);
  const bracketed = open.heading.startsWith("[");
  const heading = bracketed ? `## [${version}] - ${date}` : `## ${version} - ${date}`;
  const unreleasedHeading = `## ${open.heading}`;
  return `${changelog.slice(0, open.start)}${unreleasedHeading}\n\n${heading}${rest}`;
}

interface Heading {
  readonly text: string;
  readonly start: number;
  readonly bodyStart: number;
}

function headings(changelog: string): Heading[] {
  const found: Heading[] = [];
  let fence: string | undefined;
  let start = 0;
  for (const line of changelog.split("\n")) {
    const opening = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) fence = opening;
    else if (opening?.startsWith(fence)) fence = undefined;
    const match = fence === undefined ? /^##[ \t]+(.+?)[ \t]*#*\r?$/.exec(line) : null;
    if (match?.[1]) found.push({ text: match[1], start, bodyStart: start + line.length + 1 });
    start += line.length + 1;
  }
  return found;
}

/** `[1.2.0](link) - 2026-01-01`, `v1.2.0 (2026-01-01)`, `Version 1.2.0`, `1.2.0 / today`. */
function versionIn(heading: string): string | undefined {
  const match = /^(?:version\s+)?\[?v?(\d[A-Za-z0-9.!+_-]*)\]?/i.exec(heading);
  return match?.[1] === undefined ? undefined : normalizeVersion(match[1].replace(/[.-]+$/, ""));
}

function body(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\[[^\]]+\]:\s+\S+/.test(line))
    .join("\n")
    .trim();
}
