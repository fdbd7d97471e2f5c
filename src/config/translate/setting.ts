/** The settings that were found, and what became of each: carried over, or left with a reason. */

import { looksSecret } from "../../secret-names.ts";

/** One setting of another tool, as its file writes it. */
export interface Setting {
  /** `test-command`, `CIBW_BUILD`, `maturin-action: args`. */
  readonly name: string;
  /** As written, expressions unresolved; what looks like a secret is masked. */
  readonly value: string;
  /** `pyproject.toml:34`. */
  readonly where: string;
}

export interface Carried {
  /** `test-command (pyproject.toml:34)`. */
  readonly from: string;
  /** The key of Wheelway's configuration: `test.command`. */
  readonly to: string;
}

export interface NotCarried {
  readonly setting: string;
  readonly value: string;
  readonly where: string;
  /** One sentence or more, without a full stop at its end. */
  readonly why: string;
}

/** Stands for what the other tool does by itself: no file sets it, so it is not in the account. */
export const standard: Setting = { name: "", value: "", where: "" };

const key = ({ name, where }: Setting) => `${where}\0${name}`;

/** Keeps account of every setting, so that none is lost without a word. The same setting may be told of many times. */
export class Ledger {
  readonly #found = new Map<string, Setting>();
  readonly #carried = new Map<string, Set<string>>();
  readonly #left = new Map<string, Set<string>>();
  readonly #unneeded = new Map<string, Set<string>>();
  readonly #idle = new Map<string, string>();
  readonly #empty = new Set<string>();

  found(setting: Setting): Setting {
    const known = this.#found.get(key(setting));
    if (!known) this.#found.set(key(setting), setting);
    return known ?? setting;
  }

  carry(settings: readonly Setting[], to: string): void {
    for (const setting of settings) this.#note(this.#carried, setting, to);
  }

  leave(settings: readonly Setting[], why: string): void {
    for (const setting of settings) this.#note(this.#left, setting, why);
  }

  /** The reason that is told where nothing else becomes of the settings. */
  idle(settings: readonly Setting[], why: string): void {
    for (const setting of settings) this.#idle.set(key(this.found(setting)), why);
  }

  /** Wheelway does without it, so nothing is lost. */
  unneeded(settings: readonly Setting[], why: string): void {
    for (const setting of settings) this.#note(this.#unneeded, setting, why);
  }

  /** The setting itself says nothing: an expression that comes out empty, or one whose parts are settings. */
  empty(setting: Setting): void {
    this.found(setting);
    this.#empty.add(key(setting));
  }

  #note(book: Map<string, Set<string>>, setting: Setting, what: string): void {
    if (setting === standard) return;
    this.found(setting);
    const known = book.get(key(setting)) ?? new Set();
    book.set(key(setting), known.add(what));
  }

  /**
   * In the order in which the settings were found, what is not needed last. A setting that nothing used is among those
   * not carried over.
   */
  report(): { readonly carried: readonly Carried[]; readonly notCarried: readonly NotCarried[] } {
    const carried: Carried[] = [];
    const lost: NotCarried[] = [];
    const unneeded: NotCarried[] = [];
    for (const [id, { name, value, where }] of this.#found) {
      const told = [this.#carried, this.#unneeded, this.#empty].some((book) => book.has(id));
      const why = [...(this.#left.get(id) ?? (told ? [] : [this.#idle.get(id) ?? unused]))].join("; ");
      for (const to of this.#carried.get(id) ?? []) carried.push({ from: `${name} (${where})`, to });
      if (why !== "") lost.push({ setting: name, value, where, why });
      for (const reason of this.#unneeded.get(id) ?? [])
        unneeded.push({ setting: name, value, where, why: `not needed: ${reason}` });
    }
    return { carried, notCarried: [...lost, ...unneeded] };
  }
}

const unused = "no target uses it: other settings replace it, or nothing that it holds for is built";

/** How a value is shown: one line, cut. */
export function shownValue(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = masked(text.trim().replace(/\s+/g, " "));
  return line.length > 100 ? `${line.slice(0, 97)}...` : line;
}

/** How the value of a name is shown: not at all where the name looks secret. */
export function shownAs(name: string, value: unknown): string {
  const secret = looksSecret(name) && !(typeof value === "string" && value.includes("${{"));
  return secret ? "***" : shownValue(value);
}

/** Assignments to names that look secret, in shell text and in JSON, and passwords in URLs. */
function masked(text: string): string {
  const assigned = text.replace(
    /\b([A-Za-z_]\w*)("?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s"',}]+)/g,
    (whole, name: string, sign: string, value: string) =>
      looksSecret(name) && !value.startsWith("$") ? `${name}${sign}***` : whole,
  );
  return assigned.replace(/(\w:\/\/[^\s/:@]*):[^\s/@]+@/g, "$1:***@");
}
