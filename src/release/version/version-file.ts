/** Where a version stands in a file, by the kind of the file, and the file with another version in its place. */

import { basename } from "node:path";
import { sameVersion, normalizeName } from "../../tags/project-name.ts";
import { cargoVersion } from "./spelling.ts";
import { findTomlString, type TextRange, type TomlStep } from "./toml-string.ts";

export interface VersionPlace extends TextRange {
  /** As it is written there. */
  readonly written: string;
  /** How this kind of file writes a version of PEP 440. */
  readonly spell: (version: string) => string;
}

export interface FileOfVersion {
  /** Relative to the project; its name says how it is read. */
  readonly path: string;
  readonly text: string;
  /** Text around the version with `{version}` in its place, for files that are not known. */
  readonly pattern?: string | undefined;
  /** Name of the project, for lock files; of the crate, for Cargo.lock. */
  readonly names: readonly string[];
}

const asIs = (version: string) => version;

/** Every place in a file where the project's own version stands; empty where it has none. Throws for what is no TOML. */
export function findVersions(file: FileOfVersion): readonly VersionPlace[] {
  if (file.pattern !== undefined) return byPattern(file.text, file.pattern);
  const name = basename(file.path);
  const toml = (spell: (version: string) => string, ...paths: readonly (readonly TomlStep[])[]) =>
    paths.flatMap((path) => {
      const range = findTomlString(file.text, path);
      return range ? [placeAt(file.text, range, spell)] : [];
    });
  const named = file.names.map((own) => ["package", { named: own }, "version"] as const);
  switch (name) {
    case "pyproject.toml":
      return toml(asIs, ["project", "version"], ["tool", "poetry", "version"]);
    case "Cargo.toml":
      return toml(cargoVersion, ["package", "version"], ["workspace", "package", "version"]);
    case "Cargo.lock":
      return toml(cargoVersion, ...named);
    case "uv.lock":
    case "pylock.toml":
      return toml(asIs, ...named);
    default:
      return name.endsWith(".py") ? inPython(file.text) : wholeText(file.text);
  }
}

/** The file's text with the new version in every place. */
export function withVersion(file: FileOfVersion, version: string): string {
  const places = [...findVersions(file)].sort((a, b) => b.start - a.start);
  return places.reduce(
    (text, { start, end, spell }) => text.slice(0, start) + spell(version) + text.slice(end),
    file.text,
  );
}

/** Do all places say this version, each in its own spelling? */
export function saysVersion(places: readonly VersionPlace[], version: string): boolean {
  return places.every(({ written, spell }) => sameVersion(written, version) || written === spell(version));
}

function placeAt(text: string, { start, end }: TextRange, spell: (version: string) => string): VersionPlace {
  return { start, end, written: text.slice(start, end), spell };
}

/** `__version__ = "1.0"`, `VERSION: Final = '1.0'` at the beginning of a line. */
function inPython(text: string): VersionPlace[] {
  const assignment = /^(?:__version__|VERSION|version)[ \t]*(?::[^=\n]*)?=[ \t]*(["'])([^"'\n]*)\1/gm;
  return [...text.matchAll(assignment)].map((match) => {
    const written = match[2] ?? "";
    const end = match.index + match[0].length - 1;
    return { start: end - written.length, end, written, spell: asIs };
  });
}

/** A file that holds nothing but a version, perhaps with a `v` before it that stays. */
function wholeText(text: string): VersionPlace[] {
  const match = /^\s*v?(\d[^\s]*)\s*$/.exec(text);
  if (!match?.[1]) return [];
  const start = text.indexOf(match[1]);
  return [placeAt(text, { start, end: start + match[1].length }, asIs)];
}

function byPattern(text: string, pattern: string): VersionPlace[] {
  const [before = "", after = ""] = pattern.split("{version}");
  const escaped = [before, after].map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  const found = [
    ...text.matchAll(new RegExp(`${escaped[0] ?? ""}([A-Za-z0-9.!+_-]+)${escaped[1] ?? ""}`, "g")),
  ];
  return found.map((match) => {
    const start = match.index + before.length;
    return placeAt(text, { start, end: start + (match[1] ?? "").length }, asIs);
  });
}

/** A lock file writes names as they are normalised, a crate's is its own. */
export function lockNames(project: string, crates: readonly string[]): readonly string[] {
  return [...new Set([project, normalizeName(project), ...crates])];
}
