/** Reads the text of wheelway.lock. */

import { parse as parseToml, TomlError } from "smol-toml";
import type { z } from "zod";
import { WheelwayError } from "../errors.ts";
import type { Lock } from "./lock.ts";
import { lockSchema } from "./schema.ts";

const conflict = /^(?:<{7}|={7}|>{7}|\|{7})(?: |$)/;

/**
 * `path` is for messages. Throws `config-syntax` for what is no TOML (a merge conflict above all), and `lock-stale`
 * for what is TOML but no lock of this version; each names the line.
 */
export function parseLock(text: string, path: string): Lock {
  const raw = readToml(text, path);
  if (typeof raw["version"] === "number" && raw["version"] > 1) {
    throw new WheelwayError("lock-stale", {
      message: `${path} was written by a newer Wheelway`,
      why: `It has version ${raw["version"]}; this Wheelway reads version 1.`,
      next: "Take the newer Wheelway, or delete the file and run `wheelway lock`.",
    });
  }
  const read = lockSchema.safeParse(raw);
  if (read.success) return read.data;
  throw new WheelwayError("lock-stale", {
    message: `${path} is not a lock that Wheelway wrote`,
    why: read.error.issues
      .map((issue) => `${path}:${lineOf(text, placeOf(issue))}: ${explain(issue)}`)
      .join("\n"),
    next: `Restore ${path} from version control, or delete it; then run \`wheelway lock\`.`,
  });
}

function readToml(text: string, path: string): Record<string, unknown> {
  const lines = text.split("\n");
  const conflicted = lines.findIndex((line) => conflict.test(line.trimEnd()));
  if (conflicted >= 0) {
    throw new WheelwayError("config-syntax", {
      message: `${path} holds a merge conflict`,
      why: `${path}:${conflicted + 1}: ${lines[conflicted]?.trim().slice(0, 100) ?? ""}`,
      next: `Take either side (git checkout --ours ${path}), then run \`wheelway lock\`.`,
    });
  }
  try {
    return parseToml(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const what = cause.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
    throw new WheelwayError("config-syntax", {
      message: `${path} is not valid TOML`,
      why: `${path}:${cause.line}:${cause.column}: ${what}`,
      next: `Restore ${path} from version control, or delete it; then run \`wheelway lock\`.`,
      cause,
    });
  }
}

function placeOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

function explain(issue: z.core.$ZodIssue): string {
  const key = issue.path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  const inner = issue.code === "invalid_key" ? issue.issues[0]?.message : undefined;
  return `${key.replace(/^\./, "") || "the file"}: ${inner ?? issue.message}`;
}

/** Counts from 1. The file is written by `formatLock`, so a key or a table header stands at the start of its line. */
function lineOf(text: string, path: readonly PropertyKey[]): number {
  const lines = text.split("\n").map((line) => line.trimStart());
  let line = 0;
  let table = "";
  for (const part of path) {
    if (typeof part === "number") {
      // The part'th [[table]], or the part'th entry of a list that begins on this line.
      const header = `[[${table}]]`;
      const tables = lines.flatMap((one, index) => (one.startsWith(header) ? [index] : []));
      line = tables[part] ?? line + part + 1;
      continue;
    }
    const name = String(part);
    table = table === "" ? name : `${table}.${name}`;
    const starts = [`[${table}`, `[[${table}`, `${name} =`, `"${name}" =`];
    const found = lines.findIndex(
      (one, index) => index >= line && starts.some((start) => one.startsWith(start)),
    );
    if (found >= 0) line = found;
  }
  return Math.min(line, lines.length - 1) + 1;
}
