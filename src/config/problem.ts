/** A problem of the configuration: where it stands, what is wrong, what would help. */

import type { ErrorCode } from "../errors.ts";

export type Path = readonly (string | number)[];

export interface Problem {
  /** Which of the two files. */
  readonly file: "pyproject" | "wheelway";
  /** From the root of the file: `["tool", "wheelway", "test", "extras", 0]`. */
  readonly path: Path;
  /** One sentence without a full stop. */
  readonly text: string;
  readonly hint?: string | undefined;
  /** The code of the error where this is the only problem; `config-invalid` unless told. */
  readonly code?: ErrorCode;
}

/** `test.smoke[1].name`, as messages name a key: `[tool.wheelway]` is left out, `[1]` is the second entry's index. */
export function keyName(path: Path): string {
  const inner = path[0] === "tool" && path[1] === "wheelway" ? path.slice(2) : path;
  return inner
    .map((part) =>
      typeof part === "number" ? `[${part}]` : /^[\w+-]+$/.test(part) ? `.${part}` : `."${part}"`,
    )
    .join("")
    .replace(/^\./, "");
}

/** How a message shows what was found: strings in quotes and cut, lists and tables by their kind. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 57)}...` : value}"`;
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (value instanceof Date) return "a date";
  if (typeof value === "object" && value !== null) return "a table";
  return String(value);
}
