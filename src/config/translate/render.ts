/** The configuration as a file that people go on with: comments, what was seen, what was not carried over. */

import type { RawTable, RawValue } from "../config.ts";
import type { NotCarried } from "./setting.ts";
import { isList, inlineTable, tomlKey, tomlValue, width } from "./toml-text.ts";

export interface Rendering {
  readonly table: RawTable;
  /** Lines that follow a table as comments: what may be wanted, table name -> TOML without its header. */
  readonly suggestions: Readonly<Record<string, readonly string[]>>;
  /** Sentences about the project, without full stops. */
  readonly seen: readonly string[];
  /** Files and tables that were read. */
  readonly sources: readonly string[];
  readonly notCarried: readonly NotCarried[];
  /** The tables stand below `tool.wheelway`, for pyproject.toml. */
  readonly nested: boolean;
}

/** What each table is for, in the order in which they are written. */
const comments: Readonly<Record<string, string>> = {
  "": "",
  prepare: "Done once per image and architecture, with the network: everything else is built without it.",
  sdist: "The sdist is made once, and every wheel is built from it.",
  build: "How each wheel is built, in the unpacked sdist.",
  repair: "Shared libraries are copied into the wheels and the platform tag is set.",
  images: "Images that replace the default ones; their digests are kept in wheelway.lock.",
  test: "Every wheel is tested in a fresh environment that has nothing but the wheel and what is asked for here.",
};

export function render(rendering: Rendering): string {
  const { table, suggestions } = rendering;
  const main = Object.fromEntries(
    Object.entries(table).filter(([key]) => !(key in comments) && key !== "override"),
  );
  const blocks = [header(rendering), tableBlock("", main, rendering)];
  for (const [name, comment] of Object.entries(comments)) {
    const inner = table[name] as RawTable | undefined;
    if (name === "" || (!inner && !suggestions[name])) continue;
    blocks.push(`# ${comment}\n${tableBlock(name, inner, rendering)}`);
  }
  const overrides = (table["override"] ?? []) as readonly RawTable[];
  if (overrides.length > 0) blocks.push("# Other values for some targets; the last that matches wins.");
  for (const override of overrides) blocks.push(overrideBlock(override, rendering.nested));
  return `${blocks.filter((block) => block.trim() !== "").join("\n\n")}\n`;
}

function headerOf(name: string, nested: boolean): string {
  return [nested ? "tool.wheelway" : "", name].filter(Boolean).join(".");
}

function tableBlock(name: string, table: RawTable | undefined, { nested, suggestions }: Rendering): string {
  const path = headerOf(name, nested);
  const lines: string[] = [];
  const tables: string[] = [];
  for (const [key, value] of Object.entries(table ?? {}).sort(byPlace)) {
    const line = `${tomlKey(key)} = ${isTable(value) ? inlineTable(value) : tomlValue(value, key.length + 3)}`;
    if (isTable(value) && line.length > width) tables.push(longTable(`${path}.${tomlKey(key)}`, value));
    else lines.push(line);
  }
  if (lines.length > 0 && path !== "") lines.unshift(`[${path}]`);
  const suggested = suggestions[name] ?? [];
  const start = suggested.length > 0 && lines.length === 0 && path !== "" ? [`# [${path}]`] : [];
  const own = [...lines, ...start, ...suggested.map((line) => `# ${line}`.trimEnd())].join("\n");
  return [own, ...tables].filter(Boolean).join("\n\n");
}

/** Within a table, as the reference has them. */
const keys = [
  "requires",
  "extras",
  "groups",
  "sources",
  "before",
  "env",
  "config-settings",
  "args",
  "exclude",
  "command",
];

function byPlace([a]: readonly [string, RawValue], [b]: readonly [string, RawValue]): number {
  return keys.indexOf(a) - keys.indexOf(b);
}

function longTable(path: string, table: RawTable): string {
  const lines = Object.entries(table).map(
    ([key, value]) => `${tomlKey(key)} = ${tomlValue(value, key.length + 3)}`,
  );
  return [`[${path.replace(/^\./, "")}]`, ...lines].join("\n");
}

function overrideBlock(override: RawTable, nested: boolean): string {
  const lines = [`[[${headerOf("override", nested)}]]`];
  for (const [key, value] of Object.entries(override)) {
    if (key === "test" && isTable(value) && value["untested"] !== undefined)
      lines.push("# Write the reason: the report repeats it for every wheel that is not tested.");
    lines.push(...dotted(tomlKey(key), value));
  }
  return lines.join("\n");
}

/** `build."env+".CFLAGS = "-O2"`: one line a value, however deep it stands. */
function dotted(path: string, value: RawValue): string[] {
  if (!isTable(value)) return [`${path} = ${tomlValue(value, path.length + 3)}`];
  return Object.entries(value).flatMap(([key, inner]) => dotted(`${path}.${tomlKey(key)}`, inner));
}

function isTable(value: RawValue): value is RawTable {
  return typeof value === "object" && !isList(value);
}

function header({ seen, sources, notCarried, nested }: Rendering): string {
  const lines = [
    `Configuration of Wheelway${nested ? "" : ": the keys of [tool.wheelway]"}. Its docs/reference/config.md has them all.`,
    `Written by \`wheelway init\`${sources.length > 0 ? ` from ${sources.join(", ")}` : ""}. Read it through before you rely on it.`,
    ...(seen.length > 0 ? ["", `Seen: ${seen.join("; ")}.`] : []),
    ...(notCarried.length > 0 ? ["", notCarriedTitle(notCarried.length), ...notCarried.flatMap(told)] : []),
  ];
  return lines
    .flatMap((line) => wrapped(line))
    .map((line) => `# ${line}`.trimEnd())
    .join("\n");
}

function notCarriedTitle(count: number): string {
  return count === 1 ? "Not carried over is one setting:" : `Not carried over are ${count} settings:`;
}

function told({ setting, value, where, why }: NotCarried): string[] {
  return [
    `- ${setting} = ${value === "" ? '""' : value} (${where})`,
    `  ${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  ];
}

/** Lines of at most `width`; a list's continuation keeps its indentation. */
function wrapped(line: string): string[] {
  const indent = /^(?:- | {2})/.test(line) ? "  " : "";
  const [first = "", ...rest] = line.split(" ");
  const lines = [first];
  for (const word of rest) {
    const last = lines.at(-1) ?? "";
    if (`${last} ${word}`.length + 2 > width && last.trim() !== "") lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
