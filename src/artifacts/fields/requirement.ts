/** Dependency specifiers (PEP 508 and 440): `name[extra] >= 1 ; marker` and `name @ URL`. */

import { invalidSpecifier, specifierPattern } from "./specifiers.ts";

export interface Requirement {
  /** As it is spelled. */
  readonly name: string;
  readonly extras: readonly string[];
  /** Without brackets and spaces around; "" where every version will do. */
  readonly specifier: string;
  readonly url: string | undefined;
  /** The text behind ";". */
  readonly marker: string | undefined;
  /** Values that the marker compares `extra` with. */
  readonly markerExtras: readonly string[];
}

/** One sentence without a full stop. */
export interface InvalidRequirement {
  readonly problem: string;
}

const patterns = {
  space: /[ \t]+/y,
  identifier: /\b[A-Za-z0-9][A-Za-z0-9._-]*\b/y,
  url: /[^ \t]+/y,
  specifier: new RegExp(specifierPattern, "iy"),
  wildcard: /\.\*/y,
  local: /\+[a-z0-9]+(?:[-_.][a-z0-9]+)*/y,
  variable:
    /\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b/y,
  quoted: /'[^']*'|"[^"]*"/y,
  operator: /===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b/y,
  logical: /\b(?:or|and)\b/y,
} as const;

/** Brackets of a marker nested deeper than this are refused: they must not exhaust the stack. */
const deepest = 50;

class Malformed extends Error {}

/** Reads one requirement, with the grammar of Python's `packaging`. */
export function parseRequirement(text: string): Requirement | InvalidRequirement {
  try {
    return new Reader(text).requirement();
  } catch (error) {
    if (error instanceof Malformed) return { problem: error.message };
    throw error;
  }
}

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #extras: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  requirement(): Requirement {
    this.#take("space");
    const name = this.#need("identifier", "a project name");
    this.#take("space");
    const extras = this.#listOfExtras();
    this.#take("space");
    const url = this.#url();
    const specifier = url === undefined ? this.#specifier() : "";
    if (url === undefined) this.#take("space");
    const start = this.#at + 1;
    if (!this.#done && !this.#char(";")) throw this.#expected('";" or the end');
    const marked = this.#at === start;
    if (marked) this.#marker(0);
    if (!this.#done) throw this.#expected("the end");
    const marker = marked ? this.#text.slice(start).trim() : undefined;
    return { name, extras, specifier, url, marker, markerExtras: this.#extras };
  }

  #listOfExtras(): string[] {
    if (!this.#char("[")) return [];
    this.#take("space");
    const extras: string[] = [];
    const first = this.#take("identifier");
    if (first !== undefined) extras.push(first);
    this.#take("space");
    while (first !== undefined && this.#char(",")) {
      this.#take("space");
      extras.push(this.#need("identifier", "an extra"));
      this.#take("space");
    }
    if (!this.#char("]")) throw this.#expected('"]"');
    return extras;
  }

  #url(): string | undefined {
    if (!this.#char("@")) return undefined;
    this.#take("space");
    const url = this.#need("url", "an address");
    // Without a space before it, ";" belongs to the address.
    if (!this.#done && this.#take("space") === undefined) throw this.#expected("a space");
    return url;
  }

  #specifier(): string {
    const bracket = this.#char("(");
    this.#take("space");
    let parsed = "";
    for (;;) {
      const one = this.#take("specifier");
      if (one === undefined) break;
      parsed += one;
      if (this.#peek("wildcard") || this.#peek("local")) throw this.#expected("the end of the version");
      this.#take("space");
      if (!this.#char(",")) break;
      parsed += ",";
      this.#take("space");
    }
    this.#take("space");
    if (bracket && !this.#char(")")) throw this.#expected('")"');
    const invalid = invalidSpecifier(parsed);
    if (invalid !== undefined) throw new Malformed(`${JSON.stringify(invalid)} is no version specifier`);
    return parsed;
  }

  #marker(depth: number): void {
    if (depth > deepest)
      throw new Malformed(`the brackets of its marker are nested more than ${deepest} deep`);
    do this.#markerAtom(depth);
    while (this.#take("logical") !== undefined);
  }

  #markerAtom(depth: number): void {
    this.#take("space");
    if (this.#char("(")) {
      this.#marker(depth + 1);
      if (!this.#char(")")) throw this.#expected('")"');
    } else {
      const left = this.#markerValue();
      if (this.#take("operator") === undefined) throw this.#expected("an operator");
      const right = this.#markerValue();
      if (left === "extra") this.#extras.push(right.slice(1, -1));
      else if (right === "extra") this.#extras.push(left.slice(1, -1));
    }
    this.#take("space");
  }

  /** A variable, or a text with its quotes. */
  #markerValue(): string {
    this.#take("space");
    const value = this.#take("variable") ?? this.#take("quoted");
    // It is read as a Python text, which knows escapes and ends with its line.
    if (
      value === undefined ||
      /[\n\r]|\\(?:x(?![\da-fA-F]{2})|u(?![\da-fA-F]{4})|U(?![\da-fA-F]{8})|N)/.test(value)
    ) {
      throw this.#expected("a variable of markers or a text in quotes");
    }
    this.#take("space");
    return value;
  }

  get #done(): boolean {
    return this.#at === this.#text.length;
  }

  #char(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #peek(token: keyof typeof patterns): string | undefined {
    const pattern = patterns[token];
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #take(token: keyof typeof patterns): string | undefined {
    const found = this.#peek(token);
    this.#at += found?.length ?? 0;
    return found;
  }

  #need(token: keyof typeof patterns, what: string): string {
    const found = this.#take(token);
    if (found === undefined) throw this.#expected(what);
    return found;
  }

  #expected(what: string): Malformed {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    return new Malformed(
      `${what} is expected ${rest === "" ? "at its end" : `before ${JSON.stringify(rest)}`}`,
    );
  }
}
