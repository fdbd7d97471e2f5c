/** Files that record a release after the fact: their placeholders, and how values become JSON, YAML, TOML or plain text. */

import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { nearest } from "./near.ts";

export interface RecordValues {
  /** As the metadata writes the name. */
  readonly project: string;
  /** PEP 440. */
  readonly version: string;
  readonly tag: string;
  readonly commit: string;
  /** UTC: "2026-11-21". */
  readonly date: string;
  /** Hex SHA-256 of the manifest. */
  readonly manifest: string;
  /** Place -> address. */
  readonly links: Readonly<Record<string, string>>;
  /** `urls`: index -> where the file can be downloaded. */
  readonly files: readonly {
    readonly file: string;
    readonly size: number;
    readonly sha256: string;
    readonly urls: Readonly<Record<string, string>>;
  }[];
  /** What services warned of: words of others. */
  readonly warnings: readonly string[];
}

/** For the reference, and for the rule that knows them all. */
export const recordPlaceholders: Readonly<Record<keyof RecordValues, string>> = {
  project: "the project's name",
  version: "the version (PEP 440)",
  tag: "the tag",
  commit: "the commit that the artifacts were built from",
  date: "the day of the release, in UTC",
  manifest: "the SHA-256 of the manifest",
  links: "a table of places and their pages; in plain text a line each",
  files: "a list of `file`, `size`, `sha256` and `urls`; in plain text the lines of a checksum file",
  warnings: "a list of what services warned of; in plain text a line each",
};

type Format = "json" | "yaml" | "toml" | "plain";

function formatOf(path: string): Format {
  const ending = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase();
  if (ending === "json" || ending === "toml") return ending;
  return ending === "yaml" || ending === "yml" ? "yaml" : "plain";
}

/** `{name}`, but not `${name}`. */
const pattern = /(?<!\$)\{([a-z][a-z-]*)\}/g;

/** The path with the version in it. */
export function recordPath(path: string, version: string): string {
  return path.replaceAll("{version}", version);
}

/**
 * The file's content, with a line end at its end. In JSON, YAML and TOML a text belongs between double quotes, and is escaped
 * for them; `links`, `files` and `warnings` are whole values.
 */
export function fillRecord(path: string, template: string, values: RecordValues): string {
  const format = formatOf(path);
  const filled = template.replace(pattern, (all, name: string) =>
    Object.hasOwn(recordPlaceholders, name) ? shown(values, name as keyof RecordValues, format) : all,
  );
  return `${filled.trimEnd()}\n`;
}

function shown(values: RecordValues, name: keyof RecordValues, format: Format): string {
  const value = values[name];
  if (format === "plain") return plain(values, name);
  if (typeof value === "string") return quoted(value).slice(1, -1);
  return format === "toml" ? toml(value) : data(value);
}

/** A JSON value; YAML reads the same. */
function data(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(data).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${quoted(key)}: ${data(inner)}`)
    .join(", ")}}`;
}

/** Inline tables and lists (TOML 1.0). */
function toml(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${quoted(key)} = ${toml(inner)}`)
    .join(", ")}}`;
}

/** In double quotes as JSON, YAML and TOML all read it: controls and what looks like a line end are escaped too. */
function quoted(text: string): string {
  const whole = text.replace(/\p{Cs}/gu, "\ufffd");
  return JSON.stringify(whole).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function plain(values: RecordValues, name: keyof RecordValues): string {
  switch (name) {
    case "links":
      return Object.entries(values.links)
        .map(([place, address]) => `${line(place)}: ${line(address)}`)
        .join("\n");
    case "files":
      return values.files.map(({ file, sha256 }) => `${sha256}  ${line(file)}`).join("\n");
    case "warnings":
      return values.warnings.map(line).join("\n");
    default:
      return line(values[name]);
  }
}

/** Without controls, line ends and characters that reorder what is read. */
function line(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

const nasty = `it's "quoted" \\ ]]> {version} \n\u2028 #`;
const sample: RecordValues = {
  project: "demo",
  version: "1.0rc1",
  tag: "v1.0rc1",
  commit: "0a".repeat(20),
  date: "2026-01-01",
  manifest: "0a".repeat(32),
  links: { pypi: "https://index.example/demo" },
  files: [{ file: "demo-1.0.tar.gz", size: 1, sha256: "0".repeat(64), urls: {} }],
  warnings: [nasty],
};

export interface TemplateProblem {
  readonly text: string;
  readonly hint: string;
}

/** What is wrong with a template: unknown names, and what would not be read as the file's kind; empty where it is good. */
export function templateProblems(path: string, template: string): readonly TemplateProblem[] {
  const names = Object.keys(recordPlaceholders);
  const unknown = [...template.matchAll(pattern)]
    .map(([, name = ""]) => name)
    .filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    return unknown.map((name) => {
      const near = nearest(name, names).map((found) => `{${found}}`);
      const hint =
        near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there are {${names.join("}, {")}}`;
      return { text: `there is no placeholder {${name}}`, hint };
    });
  }
  const why = unreadable(formatOf(path), fillRecord(path, template, sample));
  if (why === undefined) return [];
  const hint =
    "a text such as {version} belongs between double quotes; {links}, {files} and {warnings} are whole values";
  return [{ text: `with its values in place it cannot be read: ${why}`, hint }];
}

function unreadable(format: Format, text: string): string | undefined {
  try {
    if (format === "json") JSON.parse(text);
    if (format === "toml") parseToml(text);
    if (format === "yaml") parseYaml(text);
    return undefined;
  } catch (error) {
    const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return first.replace(/[.:]$/, "");
  }
}
