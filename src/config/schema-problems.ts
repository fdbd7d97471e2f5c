/** From the issues of the schema to problems that people can act on: expected, found, and the nearest valid key. */

import type { z } from "zod";
import { parsePlatform } from "../tags/platform.ts";
import type { RawTable } from "./config.ts";
import { didYouMean, joinOr } from "./near.ts";
import { describeValue, keyName, type Path, type Problem } from "./problem.ts";
import { configSchema } from "./schema.ts";
import { unknownKey } from "./unknown-key.ts";
import { knownInterpreterNames } from "./python-releases.ts";
import { commonPlatformNames } from "./known-platforms.ts";

type Issue = z.core.$ZodIssue;

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  number: "a number",
  object: "a table",
  record: "a table",
  string: "a string",
};

/** What was expected, for schemas that do not tell themselves. */
function expected(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected];
    case "invalid_value":
      return `one of ${joinOr(issue.values.map((value) => `"${String(value)}"`))}`;
    case "too_small":
      return issue.origin === "number" ? `more than ${issue.minimum}` : "at least one entry";
    default:
      return undefined;
  }
}

/** Checks a table against the schema; `root` is the path of the table in its file. */
export function schemaProblems(raw: RawTable, file: Problem["file"], root: Path): readonly Problem[] {
  const result = configSchema.safeParse(raw, { error: expected });
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => issueProblems(issue, raw, { file, root }));
}

type Where = { readonly file: Problem["file"]; readonly root: Path };

function issueProblems(issue: Issue, raw: RawTable, where: Where): readonly Problem[] {
  const { file, root } = where;
  const path = issue.path as Path;
  const at = [...root, ...path];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ file, path: [...at, key], ...unknownKey(key, path) }));
  if (issue.code === "invalid_union") {
    const inner = branchIssues(issue);
    if (inner)
      return inner.flatMap((one) => issueProblems({ ...one, path: [...path, ...one.path] }, raw, where));
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    const text = `\`${key}\` in \`${keyName(at.slice(0, -1))}\` must be ${issue.issues[0]?.message ?? "another key"}`;
    return [{ file, path: at, text, hint: nearName(key, text) }];
  }
  const found = valueAt(raw, path);
  if (found === undefined)
    return [{ file, path: at, text: `\`${keyName(at)}\` is missing: it must be ${issue.message}` }];
  const verb = issue.code === "too_small" && issue.origin === "array" ? "have" : "be";
  const text = `\`${keyName(at)}\` must ${verb} ${issue.message}, not ${describeValue(found)}`;
  return [{ file, path: at, text, hint: valueHint(issue, found) }];
}

/** The issues of the one alternative whose kind fits what was written; `undefined` where none or several do. */
function branchIssues(issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | undefined {
  const fitting = issue.errors.filter((issues) =>
    issues.every((one) => one.path.length > 0 || one.code === "unrecognized_keys"),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    raw,
  );
}

function valueHint(issue: Issue, found: unknown): string | undefined {
  if (issue.path[0] === "checks" && issue.path.length === 2 && typeof found === "string")
    return `write { level = ${JSON.stringify(found)}, reason = "why" }`;
  if (issue.code === "invalid_value" && typeof found === "string" && issue.values.includes("cp312"))
    return nearName(found, "Python");
  if (issue.code === "invalid_value" && typeof found === "string")
    return didYouMean(found, issue.values.map(String));
  if (typeof found === "string")
    return /^a (list|table)/.test(issue.message) ? bracketed(issue, found) : nearName(found, issue.message);
  if (typeof found === "number" && /string|quotes/.test(issue.message)) return `put it in quotes: "${found}"`;
  return undefined;
}

function bracketed(issue: Issue, found: string): string | undefined {
  return issue.message.startsWith("a list") ? `write [${JSON.stringify(found)}]` : undefined;
}

/** Near misses of the name of a Python or a platform, whichever was expected. */
function nearName(found: string, expectedText: string): string | undefined {
  if (expectedText.includes("Python")) {
    const version = /^(?:cp|py|python)?-?(\d)\.?(\d{1,2})(t?)$/i.exec(found);
    const written = version ? `cp${version[1] ?? ""}${version[2] ?? ""}${version[3] ?? ""}` : found;
    return knownInterpreterNames.includes(written)
      ? `did you mean \`${written}\`?`
      : didYouMean(found, knownInterpreterNames);
  }
  if (!expectedText.includes("platform tag")) return undefined;
  const spelt = spelling(found);
  return parsePlatform(spelt) ? `did you mean \`${spelt}\`?` : didYouMean(spelt, commonPlatformNames);
}

/** Architectures have other names on other systems: `linux_amd64`, `macosx_11_0_aarch64`, `win64`. */
function spelling(platform: string): string {
  if (/^win/.test(platform)) return platform.replace(/^win_?(64|x64|x86_64)$/, "win_amd64");
  if (/^macos/.test(platform)) return platform.replace(/^macosx?_/, "macosx_").replace(/_aarch64$/, "_arm64");
  return platform.replace(/_(amd64|x64|x86-64)$/, "_x86_64").replace(/_arm64$/, "_aarch64");
}
