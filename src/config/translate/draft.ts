/** What one target is to be built and tested with: the leaves of Wheelway's configuration, before they are put in common. */

import type { RawValue } from "../config.ts";
import { unknownPlaceholders } from "../placeholders.ts";
import { keyName } from "../problem.ts";
import type { Interpreter } from "../../tags/interpreter.ts";
import type { Platform } from "../../tags/platform.ts";
import type { Ledger, Setting } from "./setting.ts";

/** `["test", "command"]`, `["build", "env", "CFLAGS"]`. */
export type LeafPath = readonly [string, string, string?];

export interface Leaf {
  readonly path: LeafPath;
  readonly value: RawValue;
}

const commandKeys = new Set([
  "prepare.commands",
  "build.before",
  "repair.command",
  "test.before",
  "test.command",
]);

export interface DraftSource {
  readonly where: string;
  readonly knowsTests: boolean;
  readonly ledger: Ledger;
}

export class Draft {
  readonly interpreter: Interpreter;
  readonly platform: Platform;
  /** Where it is built today. */
  readonly where: string;
  /** The other tool has a say in tests: where it runs none, that is meant. */
  readonly knowsTests: boolean;
  readonly #leaves = new Map<string, Leaf>();
  readonly #ledger: Ledger;

  constructor(interpreter: Interpreter, platform: Platform, from: DraftSource) {
    const { where, ledger, knowsTests } = from;
    this.interpreter = interpreter;
    this.platform = platform;
    this.where = where;
    this.knowsTests = knowsTests;
    this.#ledger = ledger;
  }

  get leaves(): readonly Leaf[] {
    return [...this.#leaves.values()];
  }

  get(path: LeafPath): RawValue | undefined {
    return this.#leaves.get(path.join("\0"))?.value;
  }

  /** Sets a value; `settings` are what it was made of. A command with braces of its own is left: see `placeholders`. */
  set(path: LeafPath, value: RawValue, settings: readonly Setting[]): void {
    const texts = commandKeys.has(path.join("."))
      ? [value].flat().filter((one) => typeof one === "string")
      : [];
    const [strange] = texts.flatMap(unknownPlaceholders);
    if (strange !== undefined) {
      this.leave(
        settings,
        `{${strange}} would be taken for a placeholder; where braces are meant, put a blank after the first`,
      );
      return;
    }
    this.#leaves.set(path.join("\0"), { path, value });
    this.#ledger.carry(settings, keyName(path.filter((part) => part !== undefined)));
  }

  /** Adds to a list what is not in it. */
  add(path: LeafPath, values: readonly string[], settings: readonly Setting[]): void {
    const before = (this.get(path) ?? []) as readonly string[];
    const added = values.filter((value) => !before.includes(value));
    if (values.length > 0) this.set(path, [...before, ...new Set(added)], settings);
  }

  /** What Wheelway does without being told. */
  standard(settings: readonly Setting[], key: string): void {
    this.#ledger.carry(settings, `${key} (as by default)`);
  }

  /** Why a setting is not carried over; others of it may be. */
  leave(settings: readonly Setting[], why: string): void {
    this.#ledger.leave(settings, why);
  }
}
