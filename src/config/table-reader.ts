/** Reading values of known kinds out of a parsed TOML file. */

import { describeValue, type Path, type Problem } from "./problem.ts";

export type Table = Readonly<Record<string, unknown>>;
export type Report = (path: Path, text: string, more?: Partial<Problem>) => void;

/** Reads values at paths; a value of another kind is reported and read as if it were not there. */
export class TableReader {
  readonly #root: Table;
  readonly #report: Report;

  constructor(root: Table, report: Report) {
    this.#root = root;
    this.#report = report;
  }

  #at(path: Path): unknown {
    return path.reduce<unknown>(
      (value, part) => (isTable(value) ? value[String(part)] : undefined),
      this.#root,
    );
  }

  #expect<T>(path: Path, kind: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.#at(path);
    if (value === undefined || is(value)) return value;
    this.#report(path, `\`${path.join(".")}\` must be ${kind}, not ${describeValue(value)}`);
    return undefined;
  }

  table(path: Path): Table | undefined {
    return this.#expect(path, "a table", isTable);
  }

  string(path: Path): string | undefined {
    return this.#expect(path, "a string", (value) => typeof value === "string");
  }

  strings(path: Path): readonly string[] {
    return this.#expect(path, "a list of strings", isStrings) ?? [];
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
