/** GitHub Actions expressions (`${{ … }}`), as far as they can be known without a run. */

/** A value that only a run would tell. */
export class Unknown {
  /** What it depends on: `secrets.TOKEN`, `needs.build.outputs.x`. */
  readonly on: string;

  constructor(on: string) {
    this.on = on;
  }
}

/** One context (`matrix`, `env`). What an open one lacks may be there in a run; what a closed one lacks is null. */
export interface Context {
  readonly values: unknown;
  readonly open: boolean;
}
export type Contexts = Readonly<Record<string, Context>>;

const token = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w-]*)|(&&|\|\||[=!<>]=|[!<>()[\].,*]))/y;

/** The value of an expression without its braces. One that cannot be parsed is `Unknown`. */
export function evaluate(expression: string, contexts: Contexts): unknown {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < expression.trimEnd().length) {
    const match = token.exec(expression);
    if (!match) return new Unknown(expression.trim());
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
  }
  const parser = new Parser(tokens, contexts);
  const value = parser.or();
  return parser.finished ? value : new Unknown(expression.trim());
}

/** A text with its expressions filled in: a string, the bare value where the text is one expression, or `Unknown`. */
export function interpolate(text: string, contexts: Contexts): unknown {
  const whole = /^\s*\$\{\{((?:(?!\}\}).)*)\}\}\s*$/s.exec(text);
  if (whole) return evaluate(whole[1] ?? "", contexts);
  let unknown: Unknown | undefined;
  const filled = text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => {
    const value = evaluate(expression, contexts);
    if (value instanceof Unknown) unknown ??= value;
    return asText(value);
  });
  return unknown ?? filled;
}

/** Does a condition (`if:`) hold? `undefined` where only a run would tell. */
export function holds(condition: unknown, contexts: Contexts): boolean | undefined {
  if (typeof condition !== "string") return condition === undefined ? true : Boolean(condition);
  const value = condition.includes("${{") ? interpolate(condition, contexts) : evaluate(condition, contexts);
  return value instanceof Unknown ? undefined : Boolean(value);
}

/** As an expression puts a value into a text. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

class Parser {
  readonly #tokens: readonly string[];
  readonly #contexts: Contexts;
  #at = 0;

  constructor(tokens: readonly string[], contexts: Contexts) {
    this.#tokens = tokens;
    this.#contexts = contexts;
  }

  get finished(): boolean {
    return this.#at === this.#tokens.length;
  }

  or(): unknown {
    let left = this.#and();
    while (this.#take("||")) {
      const right = this.#and();
      if (!(left instanceof Unknown) && !left) left = right;
    }
    return left;
  }

  #and(): unknown {
    let left = this.#comparison();
    while (this.#take("&&")) {
      const right = this.#comparison();
      // Whatever the unknown half turns out to be, the whole is false where the other is.
      if (left instanceof Unknown ? isFalse(right) : left) left = right;
    }
    return left;
  }

  #comparison(): unknown {
    const left = this.#unary();
    const operator = ["==", "!=", "<", ">", "<=", ">="].find((candidate) => this.#take(candidate));
    if (operator === undefined) return left;
    const right = this.#unary();
    if (left instanceof Unknown) return left;
    return right instanceof Unknown ? right : compare(operator, left, right);
  }

  #unary(): unknown {
    if (!this.#take("!")) return this.#postfix();
    const value = this.#unary();
    return value instanceof Unknown ? value : !value;
  }

  #postfix(): unknown {
    if (this.#take("(")) {
      const value = this.or();
      return this.#take(")") ? value : new Unknown("(");
    }
    const head = this.#tokens[this.#at++] ?? "";
    if (head.startsWith("'")) return head.slice(1, -1).replaceAll("''", "'");
    if (/^-?\d/.test(head)) return Number(head);
    if (head === "true" || head === "false") return head === "true";
    if (head === "null") return null;
    if (this.#take("(")) return this.#members(`${head}()`, callFunction(head, this.#list()), false);
    const context = this.#contexts[head];
    return this.#members(head, context ? context.values : new Unknown(head), context?.open ?? true);
  }

  #members(path: string, start: unknown, open: boolean): unknown {
    let value = start;
    for (;;) {
      let name: unknown;
      if (this.#take(".")) name = this.#tokens[this.#at++];
      else if (this.#take("[")) {
        name = this.or();
        this.#take("]");
      } else return value instanceof Unknown ? new Unknown(path) : value;
      path += `.${asText(name)}`;
      if (value instanceof Unknown) continue;
      const member = typeof value === "object" && value !== null ? lookUp(value, asText(name)) : undefined;
      value = member === undefined ? (open ? new Unknown(path) : null) : member;
    }
  }

  #list(): unknown[] {
    const values: unknown[] = [];
    while (!this.#take(")")) {
      values.push(this.or());
      if (!this.#take(",") && this.#tokens[this.#at] !== ")") return values;
    }
    return values;
  }

  #take(expected: string): boolean {
    if (this.#tokens[this.#at] !== expected) return false;
    this.#at++;
    return true;
  }
}

/** Property names are compared without regard to case, as GitHub does. */
function lookUp(value: object, name: string): unknown {
  const entry = Object.entries(value).find(([known]) => known.toLowerCase() === name.toLowerCase());
  return entry?.[1];
}

function isFalse(value: unknown): boolean {
  return !(value instanceof Unknown) && !value;
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  if (operator === "==" || operator === "!=") return same(left, right) === (operator === "==");
  const [a, b] = [Number(left), Number(right)];
  if (operator === "<") return a < b;
  if (operator === ">") return a > b;
  return operator === "<=" ? a <= b : a >= b;
}

/** Strings without regard to case; values of different kinds as numbers. */
function same(left: unknown, right: unknown): boolean {
  if (typeof left === "string" && typeof right === "string")
    return left.toLowerCase() === right.toLowerCase();
  if (typeof left === typeof right) return left === right;
  return Number(left ?? 0) === Number(right ?? 0);
}

function callFunction(name: string, values: readonly unknown[]): unknown {
  const unknown = values.find((value) => value instanceof Unknown);
  if (unknown) return unknown;
  const [first, second] = values;
  const [text, part] = [asText(first).toLowerCase(), asText(second).toLowerCase()];
  switch (name.toLowerCase()) {
    case "contains":
      return Array.isArray(first) ? first.some((one) => same(one, second)) : text.includes(part);
    case "startswith":
      return text.startsWith(part);
    case "endswith":
      return text.endsWith(part);
    case "format":
      return asText(first).replace(/\{(\d+)\}/g, (_, index: string) => asText(values[Number(index) + 1]));
    case "join":
      return Array.isArray(first)
        ? first.map(asText).join(second === undefined ? "," : asText(second))
        : text;
    case "fromjson":
      return parseJson(asText(first));
    case "success":
    case "always":
      return true;
    case "failure":
    case "cancelled":
      return false;
    default:
      return new Unknown(`${name}()`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unknown("fromJSON()");
  }
}
